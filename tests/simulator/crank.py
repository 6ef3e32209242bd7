"""Turning the simulated switch by hand: no socket, no clock, no waiting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from esl_dialer.core.flows import flow_of
from esl_dialer.core.words import CampaignKind
from esl_dialer.esl.commands import originate
from esl_dialer.esl.switch import Originate
from esl_dialer.simulator.core import DetailRecord, Effect, Note, Settings
from esl_dialer.simulator.socket.event import Event
from esl_dialer.simulator.switch import SimulatedSwitch
from ivr.variables import CallPlan, call_variables, entry_of

START = datetime(2026, 11, 23, 15, tzinfo=UTC)
ATTEMPT = "11111111-1111-4111-8111-111111111111"
TRANSFER_LEG = "22222222-2222-4222-8222-222222222222"
MESSAGE_MS = 20_000
SOUNDS = {"/audio/message.wav": MESSAGE_MS, "/audio/apology.wav": 4000, "/audio/ack.wav": 3000}


@dataclass
class Crank:
    """A switch, the events it raised and the notes and records it made, in order."""

    switch: SimulatedSwitch = field(
        default_factory=lambda: SimulatedSwitch(Settings("secret"), START, sound_ms=SOUNDS.get)
    )
    events: list[Event] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.switch.listen(self.events.append)

    def until_idle(self, limit_seconds: int = 900) -> None:
        """Until no channel is left."""
        end = self.switch.now + timedelta(seconds=limit_seconds)
        self.turn()
        while self.switch.live() and self.switch.now < end:
            self.turn()
        assert not self.switch.live()

    def turn(self) -> None:
        """Let the next thing happen."""
        due = self.switch.next_due()
        assert due is not None
        self.switch.advance(due)
        self.effects += self.switch.effects()

    def seconds(self, seconds: float) -> None:
        self.switch.advance(self.switch.now + timedelta(seconds=seconds))
        self.effects += self.switch.effects()

    def ask(self, command: str) -> str:
        """An ``api`` command that answers at once."""
        replies: list[str] = []
        self.switch.api(command, replies.append)
        self.effects += self.switch.effects()
        return replies[0]

    def names(self, *leave_out: str) -> list[str]:
        return [event.name for event in self.events if event.name not in leave_out]

    def event(self, name: str) -> Event:
        """The only event of that name."""
        (found,) = (event for event in self.events if event.name == name)
        return found

    def notes(self, event: str) -> list[Mapping[str, object]]:
        notes = (effect.fields for effect in self.effects if isinstance(effect, Note))
        return [fields for fields in notes if fields["event"] == event]

    def records(self) -> dict[str, Mapping[str, object]]:
        return {
            effect.name: effect.document
            for effect in self.effects
            if isinstance(effect, DetailRecord)
        }

    def call(
        self,
        number: str,
        kind: CampaignKind = CampaignKind.LB,
        representative: str = "4169013704",
        attempt: str = ATTEMPT,
        longest_call: int = 600,
        *,
        right_party: bool = False,
    ) -> None:
        """Place a call as the dialer places it."""
        wanted = (number, kind, representative, attempt, longest_call)
        command = originate(call_to(*wanted, right_party=right_party))
        self.switch.bgapi(command.line.removeprefix("bgapi "), attempt)


def call_to(
    number: str,
    kind: CampaignKind = CampaignKind.LB,
    representative: str = "4169013704",
    attempt: str = ATTEMPT,
    longest_call: int = 600,
    *,
    right_party: bool = False,
) -> Originate:
    plan = CallPlan(
        attempt=attempt,
        campaign_id=7,
        record_id=42,
        flow=flow_of(kind, right_party=right_party),
        caller_id="18005550100",
        caller_name="O'Brien, Acme & Co",
        message="/audio/message.wav",
        ring_timeout=30,
        longest_call=longest_call,
        transfer_leg=TRANSFER_LEG,
        transfer_dial_string=f"sofia/gateway/carrier/{representative}",
        apology="/audio/apology.wav",
        acknowledgement="/audio/ack.wav",
        confirmation="/audio/apology.wav",
    )
    dialed = f"sofia/gateway/carrier/1{number}"
    return Originate(attempt, dialed, entry_of(plan).name, call_variables(plan))
