"""The carrier's table as a FreeSWITCH dialplan: the far end of a rehearsal on a real switch.

``python -m esl_dialer.simulator.rehearsal`` prints freeswitch/conf/dialplan/rehearsal.xml; a test
compares the two. A call arrives at the number dialed; ``freeswitch/scripts/rehearsal.lua`` chooses
its row by the carrier's rule, sends it on to the extension ``contact_NN`` or ``transfer_NN``, and
waits there as long as the number and the dial choose. The dial's count comes in the SIP header
``X-Dialer-Nth``, the leg's role in ``X-Dialer-Role``.
"""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from esl_dialer.simulator.carrier_table import (
    CONTACTS,
    REPRESENTATIVES,
    TALK_MIN_MS,
    TALK_RING_MS,
    TALK_SPREAD_MS,
    Behaviour,
    Key,
    Row,
    Scenario,
    Since,
)
from esl_dialer.simulator.far_end import SIP_PHRASE
from ivr.flows import Action

CONTEXT = "rehearsal"
HEADER = """\
<!-- Generated from the carrier's table by `python -m esl_dialer.simulator.rehearsal`. -->
"""
BEEP = "tone_stream://%(600,0,1000)"
SPEECH = "tone_stream://%(300,200,300)"
SILENCE_HEARD = Action("wait_for_silence", "200 25 3 120000")
"""Half a second of silence: the message is over. Its own length is taken off the key's delay."""
SILENCE_MS = 500
STAYS_MS = 3_600_000
CHOICES = "rehearsal.lua"
_NOT_RECORDED = Action("set", "process_cdr=false")
"""The far end's legs leave no detail records: the dialer's own do."""
_MINDS_NO_KEYS = (
    Action("set", "sleep_eat_digits=true"),
    Action("set", "playback_terminators=none"),
)
"""A key that is sent to the far end would end its ``sleep``, and with it the call."""


def rehearsal_xml() -> str:
    """The whole ``<include>``, ending in a newline."""
    rows = [
        _arrival(),
        *(text for row in REPRESENTATIVES.values() for text in _row(row, "transfer")),
        _any_representative(),
        *(text for row in CONTACTS for text in _row(row, "contact")),
    ]
    extensions = "\n".join(rows)
    return (
        f'{HEADER}<include>\n  <context name="{CONTEXT}">\n{extensions}\n  </context>\n</include>\n'
    )


def _arrival() -> str:
    choose = Action("lua", f"{CHOICES} arrive")
    return _extension("arrival", [_dialed(r"\+?\d+", [_NOT_RECORDED, *_MINDS_NO_KEYS, choose])])


def _any_representative() -> str:
    rings = _leg_answers(Behaviour(Scenario.TALKS, TALK_RING_MS))
    talks = [_chosen_wait("talk", TALK_MIN_MS, TALK_SPREAD_MS), Action("hangup")]
    return _extension("transfer_any", [_dialed("transfer_.*", [*rings, *talks])])


def _row(row: Row, leg: str) -> Iterator[str]:
    """What the row does from its later dial on, if anything, then what it does before."""
    digits = "|".join(f"{pair:02}" for pair in range(row.first, row.last + 1))
    name, dialed = f"{leg}_{row.first:02}", f"{leg}_(?:{digits})"
    if row.later:
        from_then_on = rf"^(?:[{row.later_from}-9]|\d\d+)$"
        nth = _condition("${rehearsal_nth}", from_then_on)
        yield _extension(f"{name}_later", [nth, _dialed(dialed, _far_end(row.later, row))])
    yield _extension(name, [_dialed(dialed, _far_end(row.behaviour, row))])


def _far_end(acts: Behaviour, row: Row) -> Iterator[Action]:
    if acts.sip_status:
        yield from _ringing(acts, 0)
        yield Action("respond", f"{acts.sip_status} {SIP_PHRASE[acts.sip_status]}")
    else:
        yield from _leg_answers(acts, row.spread_ms)
        yield from _talk(acts)


def _leg_answers(acts: Behaviour, spread_ms: int = 0) -> Iterator[Action]:
    yield from _ringing(acts, spread_ms if acts.answers else 0)
    yield Action("answer")


def _ringing(acts: Behaviour, spread_ms: int) -> Iterator[Action]:
    if acts.rings:
        yield Action("pre_answer" if acts.early_media else "ring_ready")
        yield _chosen_wait("ring", acts.ring_ms, spread_ms)


def _chosen_wait(purpose: str, base_ms: int, spread_ms: int) -> Action:
    """A wait that the number and the dial choose; with no spread, a plain one."""
    if not spread_ms:
        return Action("sleep", str(base_ms))
    return Action("lua", f"{CHOICES} wait {purpose} {base_ms} {spread_ms}")


def _talk(acts: Behaviour) -> Iterator[Action]:
    elapsed = acts.greeting_ms
    if acts.greeting_ms:
        yield Action("playback", f"{SPEECH};loops={acts.greeting_ms // 500}")
        yield Action("playback", BEEP)
    for key in acts.keys:
        yield from _press(key, elapsed)
        elapsed = key.delay_ms
    yield Action("sleep", str((acts.hangs_up_ms or STAYS_MS) - elapsed))
    yield Action("hangup")


def _press(key: Key, elapsed: int) -> Iterator[Action]:
    if key.since is Since.MESSAGE_END:
        yield SILENCE_HEARD
        elapsed = SILENCE_MS
    yield Action("sleep", str(key.delay_ms - elapsed))
    yield Action("send_dtmf", key.key)


def _dialed(number: str, actions: Iterable[Action]) -> str:
    return _condition("destination_number", f"^{number}$", actions)


def _extension(name: str, conditions: list[str]) -> str:
    body = "\n".join(conditions)
    return f"    <extension name={quoteattr(name)}>\n{body}\n    </extension>"


def _condition(field: str, expression: str, actions: Iterable[Action] = ()) -> str:
    head = f"      <condition field={quoteattr(field)} expression={quoteattr(expression)}"
    lines = [
        f"        <action application={quoteattr(action.app)}"
        + (f" data={quoteattr(action.data)}" if action.data else "")
        + "/>"
        for action in actions
    ]
    return "\n".join([f"{head}>", *lines, "      </condition>"]) if lines else f"{head}/>"


if __name__ == "__main__":
    print(rehearsal_xml(), end="")
