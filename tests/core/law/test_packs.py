"""Packs of rules: read whole, every fault told by file, rule and field; a new one needs no code."""

import tomllib
from importlib.resources import files

import pytest

from esl_dialer.core.law.cases import decide_at, read_case
from esl_dialer.core.law.law import Law
from esl_dialer.core.law.pack_reader import Rejected, read_pack
from esl_dialer.core.law.rules import Basis, Effect, RuleKind
from esl_dialer.core.law.shipped import shipped_law, shipped_packs
from esl_dialer.core.people.provinces import ZONES
from esl_dialer.core.words import Caller, CallKind

FREEDONIA = """
jurisdiction = "XF"
name = { en = "Freedonia", fr = "Freedonie" }
version = "2026-11-30"

[[holidays]]
id = "xf.days"
days = [{ on = "last friday of november", en = "Founding Day", fr = "jour de la Fondation" }]

[[rule]]
id = "xf.hours"
kind = "hours"
callers = ["agency"]
calls = ["live", "recorded"]
hours = { mon-fri = "08:00-12:00,14:00-18:00", sat-sun = "closed" }
text.en = "Not at noon."
text.fr = "Pas à midi."
citation = "Code of Freedonia, s.1"
source = "https://example.org/code"
as_of = 2026-11-30
basis = "statute read"
effect = "block"

[[rule]]
id = "xf.contacts"
kind = "cap"
callers = ["agency"]
calls = ["live", "recorded"]
most = 3
in_days = 7
counts = ["conversation", "voice mail"]
per = "debt"
text.en = "Three contacts a week."
text.fr = "Trois communications par semaine."
citation = "Code of Freedonia, s.3"
source = "https://example.org/code"
as_of = 2026-11-30
basis = "statute read"
effect = "warn"

[[rule]]
id = "xf.holidays"
kind = "holidays"
callers = ["agency"]
calls = ["live", "recorded"]
days = "xf.days"
text.en = "Not on Founding Day."
text.fr = "Pas le jour de la Fondation."
citation = "Code of Freedonia, s.2"
source = "https://example.org/code"
as_of = 2026-11-30
basis = "open"
effect = "warn"
"""
GATE = "America/Toronto@XF"


def asked(law: Law, instant: str, caller: str = "agency"):
    told = {"province": "", "postal_code": "", "phone": "", "caller": caller, "call": "live",
            "instant_utc": instant}  # fmt: skip
    return decide_at(law, GATE, read_case(told))


def test_a_made_up_jurisdiction_needs_its_file_alone() -> None:
    law = Law([*shipped_packs(), read_pack("xf.toml", FREEDONIA)])
    noon = asked(law, "2026-12-01T17:30Z")
    assert (noon.verdict, noon.rule, noon.next_allowed.hour) == ("refused", "xf.hours", 19)
    assert asked(law, "2026-12-01T16:59Z").verdict == "allowed"
    founding = asked(law, "2026-11-27T15:00Z")
    assert (founding.verdict, founding.rule) == ("warn", "xf.holidays")
    assert f"{founding.next_allowed:%Y-%m-%d %H:%M}" == "2026-11-30 13:00"
    assert asked(law, "2026-12-01T17:30Z", "creditor").verdict == "allowed"
    assert asked(shipped_law(), "2026-12-01T17:30Z").rule == "place.no-rules"


NEVER = """
[[rule]]
id = "xf.no-calls"
kind = "never"
from = 2027-01-01
callers = ["agency"]
calls = ["live", "recorded"]
text.en = "No calls."
text.fr = "Aucun appel."
citation = "Code of Freedonia, s.3"
source = "https://example.org/code"
as_of = 2026-11-30
basis = "statute read"
effect = "block"
"""


def test_a_rule_that_refuses_at_any_hour_refuses_nothing_before_it_begins() -> None:
    law = Law([read_pack("xf.toml", FREEDONIA + NEVER)])
    noon = asked(law, "2026-12-01T17:30Z")
    assert (noon.rule, noon.next_allowed.hour) == ("xf.hours", 19)
    begun = asked(law, "2027-01-04T15:00Z")
    assert (begun.rule, begun.next_allowed) == ("xf.no-calls", None)


def test_a_rule_holds_where_a_gate_knows_no_law_but_its_zones_do() -> None:
    law = shipped_law()
    quebec, alberta = law.rule("ca-qc.hours"), law.rule("ca-ab.hours")
    assert law.holds(quebec, "America/Toronto")
    assert not law.holds(alberta, "America/Toronto")
    assert not law.holds(quebec, "America/Toronto@CA-ON")


def broken(old: str, new: str) -> list[str]:
    assert old in FREEDONIA
    with pytest.raises(Rejected) as refused:
        read_pack("xf.toml", FREEDONIA.replace(old, new))
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('jurisdiction = "XF"', "", "xf.toml: jurisdiction: missing"),
        ('"XF"', '"Freedonia"', "xf.toml: jurisdiction: 'Freedonia' is none: write it as CA-ON"),
        ('version = "2026-11-30"', "", "xf.toml: version: missing"),
        ("last friday of november", "some friday",
         "xf.toml: xf.days, on: 'some friday' is no day: write it as 12-25 or 3rd monday of "
         "february"),
        ('days = "xf.days"', 'days = "xy"', "xf.toml: xf.holidays, days: there is no list 'xy'"),
        ('days = "xf.days"', "", "xf.toml: xf.holidays, days: missing"),
        ("08:00-12:00", "08:00-25:00",
         "xf.toml: xf.hours, hours: '25:00' is no time of day: write it as 18:45"),
        ("08:00-12:00", "12:00-08:00",
         "xf.toml: xf.hours, hours: '12:00-08:00,14:00-18:00' are no hours: write them as "
         "07:00-21:00"),
        (', sat-sun = "closed"', ', sat = "closed"', "xf.toml: xf.hours, hours: sun is missing"),
        ("mon-fri", "mon-sat", "xf.toml: xf.hours, hours: sat is there twice"),
        ('callers = ["agency"]\ncalls = ["live", "recorded"]\nhours', 'calls = ["live"]\nhours',
         "xf.toml: xf.hours, callers: missing"),
        ('"statute read"', '"hearsay"',
         "xf.toml: xf.hours, basis: 'hearsay' is none of: statute read, regulator's page, "
         "second-hand, open, operator"),
        ('text.fr = "Pas à midi."', "", "xf.toml: xf.hours, text.fr: missing"),
        ('kind = "hours"', 'kind = "moods"',
         "xf.toml: xf.hours, kind: 'moods' is none of: hours, holidays, never, clock, cap, "
         "notice, message, abandonment, consent"),
        ('source = "https://example.org/code"\nas_of = 2026-11-30\nbasis = "open"',
         'source = "the code"\nas_of = 2026-11-30\nbasis = "open"',
         "xf.toml: xf.holidays, source: no address"),
        ('as_of = 2026-11-30\nbasis = "open"', 'as_of = "soon"\nbasis = "open"',
         "xf.toml: xf.holidays, as_of: no date: write it as 2026-11-29"),
        ("most = 3", "most = 2.5", "xf.toml: xf.contacts, most: not understood"),
        ('"voice mail"', '"telepathy"',
         "xf.toml: xf.contacts, counts: 'telepathy' is none of: attempt, conversation, talk, "
         "voice mail, e-mail"),
        ('per = "debt"', 'per = "village"',
         "xf.toml: xf.contacts, per: 'village' is none of: number, person, person and subject, "
         "debt, person and creditor"),
        ('effect = "warn"', 'effect = "warn"\ncolour = "red"',
         "xf.toml: xf.holidays, colour: no such field"),
    ],
)  # fmt: skip
def test_every_fault_says_file_rule_and_field(old: str, new: str, told: str) -> None:
    assert told in broken(old, new)


def test_all_faults_are_told_at_once() -> None:
    text = FREEDONIA.replace('"statute read"', '"hearsay"').replace('"xf.days"\n', '"xy"\n', 1)
    with pytest.raises(Rejected) as refused:
        read_pack("xf.toml", text.replace('effect = "warn"', 'effect = "shout"'))
    assert len(refused.value.faults) >= 3


def test_what_is_no_toml_says_where() -> None:
    with pytest.raises(Rejected, match=r"xf.toml: no TOML: .*end of document"):
        read_pack("xf.toml", "jurisdiction = ")


def test_two_packs_have_no_rule_of_one_id() -> None:
    twin = read_pack("twin.toml", FREEDONIA)
    with pytest.raises(Rejected, match=r"xf.toml: xf.hours, id: twin.toml has a rule of that id"):
        Law([twin, read_pack("xf.toml", FREEDONIA)])


def test_every_province_and_the_country_have_a_pack() -> None:
    assert {f"CA-{code}" for code in ZONES} | {"CA", "US"} <= shipped_law().jurisdictions


def test_open_rules_warn_and_known_ones_block() -> None:
    timed = (RuleKind.HOURS, RuleKind.HOLIDAYS, RuleKind.NEVER, RuleKind.CLOCK)
    for rule in shipped_law().rules:
        if rule.kind in timed and rule.basis is Basis.OPEN:
            assert rule.effect is Effect.WARN, rule.id
        if rule.kind in (RuleKind.HOURS, RuleKind.HOLIDAYS) and rule.basis in (
            Basis.STATUTE,
            Basis.REGULATOR,
        ):
            assert rule.effect is Effect.BLOCK, rule.id


def test_an_operator_turns_a_warning_into_a_block_or_a_rule_off() -> None:
    sunday = "2026-12-06T18:00Z"
    gate = "America/Edmonton@CA-AB"
    told = {"province": "", "postal_code": "", "phone": "", "caller": "agency", "call": "live",
            "instant_utc": sunday}  # fmt: skip
    assert decide_at(shipped_law(), gate, read_case(told)).verdict == "warn"
    strict = Law(shipped_packs(), {"ca-ab.sunday": Effect.BLOCK})
    assert decide_at(strict, gate, read_case(told)).verdict == "refused"
    lax = Law(shipped_packs(), {"ca-ab.sunday": Effect.OFF})
    assert decide_at(lax, gate, read_case(told)).verdict == "allowed"


def test_a_doubted_clock_that_blocks_wants_both_clocks_open() -> None:
    gate = "America/Winnipeg@CA-ON"
    strict = Law(shipped_packs(), {"ca-on.north-west": Effect.BLOCK})
    for instant, rule in (
        ("2026-12-01T12:30Z", "ca-on.north-west"),
        ("2026-12-02T02:30Z", "ca-on.hours"),
    ):
        told = {"province": "", "postal_code": "", "phone": "", "caller": "agency",
                "call": "live", "instant_utc": instant}  # fmt: skip
        verdict = decide_at(strict, gate, read_case(told))
        assert (verdict.verdict, verdict.rule) == ("refused", rule)


def test_the_packs_are_files_of_the_package() -> None:
    folder = files("esl_dialer.core.law") / "packs"
    names = {one.name for one in folder.iterdir() if one.name.endswith(".toml")}
    assert names == {pack.file for pack in shipped_packs()}
    for one in folder.iterdir():
        tomllib.loads(one.read_text("utf-8"))


def test_a_gate_that_knows_no_law_is_held_by_all_that_may_hold_there() -> None:
    calendar = shipped_law().calendar("America/Halifax", Caller.AGENCY, CallKind.LIVE)
    sunday = read_case({"province": "", "postal_code": "", "phone": "", "caller": "agency",
                        "call": "live", "instant_utc": "2026-12-06T18:00Z"}).at  # fmt: skip
    assert calendar.state(sunday).name == "REFUSED"
