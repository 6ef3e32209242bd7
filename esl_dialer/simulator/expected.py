"""What the carrier's table dictates for a call, said without looking at any switch or database."""

from dataclasses import dataclass

from esl_dialer.core.flows import FLOWS
from esl_dialer.core.words import CampaignKind, Outcome
from esl_dialer.simulator.carrier_table import Behaviour, Key, Since
from ivr.flows import PAUSE_MS, TAIL_MS, WAIT_MS

OUTCOME_OF_SIP = {
    403: Outcome.REFUSED,
    404: Outcome.FAILED,
    480: Outcome.NO_ANSWER,
    484: Outcome.FAILED,
    486: Outcome.BUSY,
    500: Outcome.REFUSED,
    503: Outcome.REFUSED,
    603: Outcome.FAILED,
}
"""403, 500 and 503 at once, before anything rang: the attempt is refused and burns nothing."""

_KEY_MEANS = {"1": Outcome.TRANSFERRED, "2": Outcome.WRONG_PERSON}


@dataclass(frozen=True, slots=True)
class CallShape:
    """The caller's side of a call: times in milliseconds."""

    kind: CampaignKind
    message_ms: int
    ring_timeout_ms: int
    transfer_timeout_ms: int = 30_000

    @property
    def interactive(self) -> bool:
        return FLOWS[self.kind].interactive

    @property
    def playback_ms(self) -> int:
        """The message and the silence after it: who hears all of it has heard the message."""
        return self.message_ms + (PAUSE_MS if self.interactive else TAIL_MS)


def expected_outcome(
    contact: Behaviour, call: CallShape, representative: Behaviour | None = None
) -> Outcome:
    """The outcome the dialer must arrive at. ``representative`` counts when 1 is pressed."""
    if contact.ring_ms >= call.ring_timeout_ms:
        return Outcome.NO_ANSWER
    if contact.sip_status:
        return OUTCOME_OF_SIP[contact.sip_status]
    if FLOWS[call.kind].needs_agent:
        return _nobody_comes(contact)
    if not call.interactive:
        return _heard(contact, call)
    return _link_back(contact, call, representative)


def _nobody_comes(contact: Behaviour) -> Outcome:
    """No agent is free: who called is said."""
    gone = contact.hangs_up_ms
    return Outcome.HUNG_UP if gone is not None and gone <= WAIT_MS else Outcome.ABANDONED


def acting_key(contact: Behaviour, call: CallShape) -> tuple[str, int] | None:
    """The first key 1 or 2 pressed in time, and when after the answer; None when there is none."""
    presses = sorted((_pressed_ms(key, call), key.key) for key in contact.keys)
    gone = contact.hangs_up_ms
    for at, key in presses:
        in_time = at < call.playback_ms and (gone is None or at < gone)
        if key in _KEY_MEANS and in_time:
            return key, at
    return None


def _link_back(contact: Behaviour, call: CallShape, representative: Behaviour | None) -> Outcome:
    acting = acting_key(contact, call)
    if acting is None:
        return _heard(contact, call)
    key, at = acting
    if _KEY_MEANS[key] is Outcome.TRANSFERRED and not _reached(contact, at, call, representative):
        return Outcome.TRANSFER_FAILED
    return _KEY_MEANS[key]


def _reached(
    contact: Behaviour, pressed_ms: int, call: CallShape, representative: Behaviour | None
) -> bool:
    if representative is None or not representative.answers:
        return False
    waited = pressed_ms + representative.ring_ms
    stays = contact.hangs_up_ms is None or contact.hangs_up_ms > waited
    return stays and representative.ring_ms < call.transfer_timeout_ms


def _pressed_ms(key: Key, call: CallShape) -> int:
    return key.delay_ms + (call.message_ms if key.since is Since.MESSAGE_END else 0)


def _heard(contact: Behaviour, call: CallShape) -> Outcome:
    gone = contact.hangs_up_ms
    return Outcome.HUNG_UP if gone is not None and gone < call.playback_ms else Outcome.COMPLETED
