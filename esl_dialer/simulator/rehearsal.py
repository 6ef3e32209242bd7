"""The carrier's table as a FreeSWITCH dialplan: the far end of a rehearsal on a real switch.

``python -m esl_dialer.simulator.rehearsal`` prints freeswitch/conf/dialplan/rehearsal.xml; a test
compares the two. Fictional numbers (NPA-555-0100 to 0199) do what the table says; any other number
answers as a representative who talks. The dial's count comes in the SIP header ``X-Dialer-Nth``,
the leg's role in ``X-Dialer-Role``. Rings last the row's shortest time.
"""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from esl_dialer.simulator.carrier_table import (
    CONTACTS,
    REPRESENTATIVES,
    RINGS_FOREVER,
    TALK_MIN_MS,
    TALK_RING_MS,
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
OTHERS = Row(0, 0, Behaviour(Scenario.TALKS, TALK_RING_MS, hangs_up_ms=TALK_MIN_MS))
_FICTIONAL = r"^\+?1?\d{3}55501"


def rehearsal_xml() -> str:
    """The whole ``<include>``, ending in a newline."""
    rows = [
        *(_row(row, role="transfer") for row in REPRESENTATIVES.values()),
        *(_row(row, role="") for row in CONTACTS),
        [_extension("others", [_condition("destination_number", ".", _far_end(OTHERS.behaviour))])],
    ]
    extensions = "\n".join(extension for row in rows for extension in row)
    return (
        f'{HEADER}<include>\n  <context name="{CONTEXT}">\n{extensions}\n  </context>\n</include>\n'
    )


def _row(row: Row, role: str) -> list[str]:
    """What the row does from its later dial on, if anything, then what it does before."""
    digits = "|".join(f"{pair:02}" for pair in range(row.first, row.last + 1))
    number = f"{_FICTIONAL}(?:{digits})$"
    name = f"{role or 'contact'}_{row.first:02}"
    tests = [("${sip_h_X-Dialer-Role}", f"^{role}$")] if role else []
    found = []
    if row.later:
        nth = ("${sip_h_X-Dialer-Nth}", rf"^(?:[{row.later_from}-9]|\d\d+)$")
        found.append(_chosen(f"{name}_later", [*tests, nth], number, row.later))
    return [*found, _chosen(name, tests, number, row.behaviour)]


def _chosen(name: str, tests: list[tuple[str, str]], number: str, acts: Behaviour) -> str:
    conditions = [_condition(field, expression) for field, expression in tests]
    return _extension(name, [*conditions, _condition("destination_number", number, _far_end(acts))])


def _far_end(acts: Behaviour) -> Iterator[Action]:
    yield Action("set", "process_cdr=false")
    if acts.rings:
        yield Action("pre_answer" if acts.early_media else "ring_ready")
        yield Action("sleep", str(min(acts.ring_ms, RINGS_FOREVER)))
    if acts.sip_status:
        yield Action("respond", f"{acts.sip_status} {SIP_PHRASE[acts.sip_status]}")
    else:
        yield Action("answer")
        yield from _talk(acts)


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
