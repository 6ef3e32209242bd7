"""One-shot acts: wishes that are rows, claimed by who does them, answered step by step."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from esl_dialer.core.calls.call import Call, outcome_of
from esl_dialer.core.flows import FlowTraits, flow_of
from esl_dialer.core.says import NOTHING, Says, unpacked
from esl_dialer.core.speech.messages import Message, Messages, Script, compose
from esl_dialer.core.speech.templates import Failure, plain
from esl_dialer.core.speech.variables import EXAMPLE_FIELDS
from esl_dialer.core.words import Caller, CampaignKind, Language

PATIENCE = timedelta(seconds=60)
"""An act that nobody took for so long is not done any more."""


STALE = Says("nobody took it in time: is 'esl-dialer serve' running?")
"""What is said of such an act."""


class ActKind(StrEnum):
    HANG_UP = "hang_up"
    """End live calls: the payload's ``attempts``."""
    PRESS = "press"
    """Send the payload's ``keys`` to the far end of the call ``attempt``."""
    SPEAK = "speak"
    """Speak a quick test's text, then place its call."""
    TEST_CALL = "test_call"
    """Place the payload's call (``TestCall``)."""
    LISTEN = "listen"
    """Speak templates that nobody has saved yet, for a person at a page: the payload's ``script``
    and ``province``."""


TEST_CALLS = frozenset({ActKind.SPEAK, ActKind.TEST_CALL})


@dataclass(frozen=True, slots=True)
class Act:
    """``answer`` grows while the act is done; ``done_at`` says that it will not change again."""

    id: int
    kind: ActKind
    payload: dict[str, Any]
    created_at: datetime
    created_by: str
    stale_at: datetime
    taken: bool
    done_at: datetime | None
    answer: dict[str, Any]

    def error(self, now: datetime) -> Says:
        """Why it was not done."""
        if "error" in self.answer:
            return unpacked(self.answer["error"])
        return STALE if self.stale(now) else NOTHING

    def stale(self, now: datetime) -> bool:
        """Nobody took it in time, and nobody will."""
        return not self.taken and self.done_at is None and self.stale_at <= now


@dataclass(frozen=True, slots=True)
class TestCall:
    """What is placed. Files are relative to the audio directory; times in seconds."""

    number: str
    kind: CampaignKind
    message: str = ""
    message_ms: int = 0
    apology: str = ""
    acknowledgement: str = ""
    confirmation: str = ""
    right_party: bool = False
    """Who answers confirms first who they are."""
    transfer_number: str = ""
    caller_id: str = ""
    campaign_id: int = 0
    record_id: int = 0
    ring_timeout: int = 30
    longest_call: int = 300
    dnc_lists: tuple[int, ...] = ()
    """Those of its campaign, beside the global one."""
    caller: Caller = Caller.AGENCY
    """Who calls, as the law asks it."""

    @property
    def flow(self) -> FlowTraits:
        return flow_of(self.kind, right_party=self.right_party)


@dataclass(frozen=True, slots=True)
class QuickText:
    """A text to speak as it stands: braces are no variables."""

    text: str
    language: Language
    voice: str
    engine: str


def step(name: str, at: datetime) -> dict[str, Any]:
    """One step of an act, as its answer keeps it."""
    return {"step": name, "at": at.isoformat(timespec="milliseconds")}


def answer_of(call: Call, before: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer of a test call: the steps before it, its own so far, and its end."""
    seen = (
        ("channel", call.created_at),
        ("ringing", call.ringing_at),
        ("answered", call.answered_at),
        ("message", call.message_at),
        ("connected", call.bridged_at),
        ("ended", call.ended_at),
    )
    steps = before + [step(name, at) for name, at in seen if at is not None]
    told: dict[str, Any] = {"steps": steps, "keys": call.keys}
    if call.ended:
        told |= {"outcome": str(outcome_of(call)), "cause": call.cause}
    return told


def draft_message(payload: dict[str, Any]) -> Messages | Failure:
    """The message of a LISTEN act for an example person. Raises VoiceError, TemplateError."""
    given = payload["script"]
    words = {"kind": CampaignKind(given["kind"]), "language": Language(given["language"])}
    composed = compose(Script(**given | words), EXAMPLE_FIELDS | {"province": payload["province"]})
    if isinstance(composed, Failure):
        return composed
    return replace(composed, apology=None, acknowledgement=None, confirmation=None)


def quick_messages(quick: QuickText, kind: CampaignKind) -> Messages | Failure:
    """What a quick test's call may play. Raises VoiceError, TemplateError (it is too long)."""
    text = plain(quick.text)
    script = Script(
        campaign_id=0,
        kind=kind,
        language=quick.language,
        template_en=text if quick.language is Language.EN else "",
        template_fr=text if quick.language is Language.FR else "",
        version=0,
        engine=quick.engine,
        voice_en=quick.voice if quick.language is Language.EN else "",
        voice_fr=quick.voice if quick.language is Language.FR else "",
    )
    composed = compose(script, {})
    if isinstance(composed, Failure):
        return composed
    return replace(composed, message=_unkept(composed.message))


def _unkept(message: Message) -> Message:
    """Spoken once: no sentence of it is kept for others."""
    return Message(
        tuple(tuple(replace(part, shared=False) for part in block) for block in message.blocks)
    )
