"""The call flows: dialplan extensions of the context ``dialer``, as data.

Measured on a real FreeSWITCH (docs/decisions.md): ONE playback of the message and the pause after
it, because a second playback clears ``playback_terminator_used`` and the key is lost; the two
joined by ``playback_delimiter``, because ``file_string://`` begins with 250 ms of silence; the
terminators always set, because FreeSWITCH's default is ``*``; everything after answer runs on the
switch, so that the message starts at once and a call in progress ends well without the dialer.
"""

from dataclasses import dataclass

from esl_dialer.core import flows
from esl_dialer.core.words import Step

CONTEXT = "dialer"
PAUSE_MS = 6000
"""Silence after the message in which a key still acts (milliseconds)."""

TAIL_MS = 1000
"""Silence after a Message Drop (milliseconds): the last word is on the tape before the hangup."""

RINGBACK = "%(2000,4000,440,480)"
"""North American ringback, heard by the person while the representative's phone rings."""


@dataclass(frozen=True, slots=True)
class Action:
    """One dialplan application; ``${name}`` in ``data`` is expanded when it is executed."""

    app: str
    data: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A dialplan extension: its name is the destination number, its actions run in order."""

    name: str
    actions: tuple[Action, ...]


def _step(step: Step) -> Action:
    return Action("set", f"dialer_step={step}")


_LONGEST_CALL = Action("sched_hangup", "+${dialer_longest_call} ALLOTTED_TIMEOUT")

_JOINED = (Action("set", "playback_delimiter=!"), Action("set", "playback_sleep_val=0"))
"""One playback plays ``a!b``, with nothing between the two."""

_UNBREAKABLE = Action("set", "playback_terminators=none")
"""The decision is made: no further key cuts what is said about it."""

_MESSAGE_AND_PAUSE = Action("playback", f"${{dialer_message}}!silence_stream://{PAUSE_MS}")
_BY_KEY = Action("transfer", f"key_${{playback_terminator_used}} XML {CONTEXT}")

LINK_BACK = Flow(
    flows.LINK_BACK.name,
    (
        _LONGEST_CALL,
        _step(Step.MESSAGE),
        *_JOINED,
        _MESSAGE_AND_PAUSE,
        _step(Step.HEARD),
        _BY_KEY,
    ),
)

LINK_BACK_INBAND = Flow(
    "link_back_inband",
    (
        _LONGEST_CALL,
        _step(Step.MESSAGE),
        *_JOINED,
        Action("start_dtmf"),
        _MESSAGE_AND_PAUSE,
        _step(Step.HEARD),
        Action("stop_dtmf"),
        _BY_KEY,
    ),
)
"""As ``link_back``, with a detector of tones in the audio. It is stopped before the transfer: in a
conversation a voice can be taken for a key."""

_PROMPT_AND_PAUSE = Action("playback", f"${{dialer_confirmation}}!silence_stream://{PAUSE_MS}")
"""A playback of its own: the key that ends it is used before the message's is begun."""

LINK_BACK_CONFIRMED = Flow(
    flows.LINK_BACK_CONFIRMED.name,
    (
        _LONGEST_CALL,
        _step(Step.CONFIRM),
        *_JOINED,
        _PROMPT_AND_PAUSE,
        Action("transfer", f"confirm_${{playback_terminator_used}} XML {CONTEXT}"),
    ),
)

LINK_BACK_CONFIRMED_INBAND = Flow(
    "link_back_confirmed_inband",
    (
        _LONGEST_CALL,
        _step(Step.CONFIRM),
        *_JOINED,
        Action("start_dtmf"),
        _PROMPT_AND_PAUSE,
        Action("stop_dtmf"),
        Action("transfer", f"confirm_inband_${{playback_terminator_used}} XML {CONTEXT}"),
    ),
)


def _enter(flow: str) -> tuple[Action, ...]:
    return (Action("transfer", f"{flow} XML {CONTEXT}"),)


CONFIRM = tuple(
    Flow(name, actions)
    for way, message in (("confirm", LINK_BACK), ("confirm_inband", LINK_BACK_INBAND))
    for name, actions in (
        (f"{way}_1", _enter(message.name)),
        (f"{way}_2", _enter("key_2")),
        (f"{way}_", (Action("hangup"),)),
    )
)
"""Where the first key leads: to the message, or as a 2 does everywhere; without one to the end."""

MESSAGE_DROP = Flow(
    flows.MESSAGE_DROP.name,
    (
        _LONGEST_CALL,
        _step(Step.MESSAGE),
        *_JOINED,
        Action("playback", f"${{dialer_message}}!silence_stream://{TAIL_MS}"),
        _step(Step.HEARD),
        Action("hangup"),
    ),
)

KEY_1 = Flow(
    "key_1",
    (
        _step(Step.TRANSFER),
        Action("set", f"ringback={RINGBACK}"),
        Action("set", "hangup_after_bridge=true"),
        Action("set", "continue_on_fail=true"),
        Action("bridge", "${dialer_transfer}"),
        _step(Step.APOLOGY),
        _UNBREAKABLE,
        Action("playback", "${dialer_apology}"),
        Action("hangup"),
    ),
)

KEY_2 = Flow(
    "key_2",
    (
        _step(Step.WRONG_PERSON),
        _UNBREAKABLE,
        Action("playback", "${dialer_acknowledgement}"),
        Action("hangup"),
    ),
)

NO_KEY = Flow("key_", (Action("hangup"),))

WAIT_MS = 2000
"""So long a person who answered waits for an agent, by the switch alone (milliseconds)."""

LEG_HEADER = "Dialer-Leg"
"""Of the event that ``event`` raises: what the leg does now, for the dialer."""

WAITING, IDLE = "waiting", "idle"

_COMES_BACK = "transfer_after_bridge={}:XML:" + CONTEXT
"""Where a leg goes when the other one ends; unset when it is used, so set at each entry."""

AWAIT_AGENT = Flow(
    flows.AGENT_CALL.name,
    (
        _LONGEST_CALL,
        Action("set", _COMES_BACK.format(flows.AGENT_CALL.name)),
        _step(Step.WAITING),
        Action("set", "sleep_eat_digits=true"),
        Action("event", f"{LEG_HEADER}={WAITING}"),
        Action("sleep", str(WAIT_MS)),
        _step(Step.ABANDONED),
        Action("playback", "${dialer_message}"),
    ),
)
"""A person who answered: an agent is bridged to them, or who called is said. No ``hangup`` at its
end: while a bridge begins, ``sleep`` and ``playback`` return at once, and it would kill the call;
the switch hangs up by itself where the dialplan ends. A person whose agent is lost comes here
again."""

AGENT_IDLE = Flow(
    "agent_idle",
    (
        Action("unset", "transfer_history"),
        Action("set", _COMES_BACK.format("agent_idle")),
        Action("event", f"{LEG_HEADER}={IDLE}"),
        Action("endless_playback", "silence_stream://-1"),
    ),
)
"""An agent's leg between two persons: it stays up, and RTP never stops. ``transfer_history`` grows
with each person, and is copied into each of the leg's events."""

FLOWS: dict[str, Flow] = {
    flow.name: flow
    for flow in (
        *(LINK_BACK, LINK_BACK_INBAND, MESSAGE_DROP, KEY_1, KEY_2, NO_KEY),
        *(LINK_BACK_CONFIRMED, LINK_BACK_CONFIRMED_INBAND, *CONFIRM),
        *(AWAIT_AGENT, AGENT_IDLE),
    )
}

INBAND: dict[str, Flow] = {
    LINK_BACK.name: LINK_BACK_INBAND,
    LINK_BACK_CONFIRMED.name: LINK_BACK_CONFIRMED_INBAND,
}
"""In whose place another flow is entered when keys are tones in the audio. A Message Drop listens
for none."""
