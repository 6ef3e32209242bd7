"""Cases as they are written, one or many, and what is wrong with them."""

import json

import pytest

from esl_dialer.core.law.case_file import answers
from esl_dialer.core.law.cases import CALLERS, CALLS, Unreadable, decide, gate_of_case, read_case
from esl_dialer.core.law.shipped import shipped_law
from esl_dialer.core.words import Caller, CallKind

GOOD = {
    "province": "ON", "postal_code": "P7B", "phone": "+18075550100", "caller": "agency",
    "call": "recorded", "instant_utc": "2026-11-22T18:30Z",
}  # fmt: skip
LINE = "\t".join(GOOD.values())


def answer(*lines: str) -> list[dict]:
    return list(answers(shipped_law(), lines))


def test_each_line_is_answered_in_order() -> None:
    late = LINE.replace("18:30", "23:30")
    told = answer(f"{LINE}\n", f"{late}\r\n", "\n", LINE)
    assert [one["verdict"] for one in told] == ["allowed", "refused", "allowed"]
    assert set(told[1]) >= {"verdict", "rule", "citation", "basis", "zones", "next_allowed"}
    assert told[1]["rule"] == "ca-on.hours"
    assert told[1]["next_allowed"] == "2026-11-23T14:00:00+00:00"
    assert json.loads(json.dumps(told)) == told


def test_a_first_line_may_name_the_columns_in_another_order() -> None:
    names = "\ufeffid\tInstant UTC\tcall\tcaller\tphone\tpostal_code\tprovince\tnote"
    cells = "H001\t2026-11-22T18:30Z\tlive\tcreditor\t\tM5V\tOntario\tx"
    (told,) = answer(names, cells)
    assert told["verdict"] == "allowed"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"province": "XX"}, "there is no province or state 'XX'"),
        ({"phone": "12"}, "'12' is no phone number"),
        ({"phone": "416-555-01OO"}, "'416-555-01OO' is no phone number"),
        ({"phone": "+999999999999999"}, "'+999999999999999' is no phone number"),
        ({"caller": "aunt"}, "'aunt' is no caller: agency, creditor, bank, bank_agent, "
                             "telemarketer"),
        ({"call": ""}, "'' is no kind of call: recorded, live"),
        ({"instant_utc": "noon"}, "'noon' is no instant: write it as 2026-11-22T18:30Z"),
        ({"instant_utc": "0001-01-01T00:00+14:00"}, "'0001-01-01T00:00+14:00' is no instant: "
                                                    "write it as 2026-11-22T18:30Z"),
    ],
)  # fmt: skip
def test_a_bad_line_says_so_and_the_rest_go_on(change: dict, told: str) -> None:
    bad = "\t".join((GOOD | change).values())
    first, second = answer(bad, LINE)
    assert first == {"line": 1, "error": told}
    assert second["verdict"] == "allowed"


def test_too_few_columns() -> None:
    (told,) = answer("ON\tP7B")
    assert told["error"].startswith("it has no 'phone, caller, call, instant_utc'")


def test_what_people_write_for_callers_and_calls() -> None:
    assert CALLERS["collectionagency"] is Caller.AGENCY
    assert {CALLERS[word] for word in ("bankagent", "banksagent")} == {Caller.BANK_AGENT}
    assert CALLS["prerecorded"] is CallKind.RECORDED
    for word in Caller:
        assert read_case(GOOD | {"caller": word.upper()}).caller is word


@pytest.mark.parametrize(
    ("place", "gate"),
    [
        (("Québec", "h2x 1y4", "(514) 555-0100"), "America/Toronto@CA-QC"),
        (("CA-ON", "", ""), "America/Atikokan|America/Toronto|America/Winnipeg@CA-ON"),
        (("", "M5V", ""), "America/Toronto@CA-ON"),
        (("new york", "", ""), "America/New_York@US-NY"),
        (("NY", "10001", "416-555-0100"),
         "America/New_York|America/Toronto@US-NY;America/Toronto@CA-ON"),
        (("", "", "8005550100"), ""),
        (("", "", "+442079460958"), "Europe/London@GB"),
    ],
)  # fmt: skip
def test_where_a_case_is(place: tuple[str, str, str], gate: str) -> None:
    assert gate_of_case(*place) == gate


def test_nobody_is_called_whose_zone_nobody_knows() -> None:
    nowhere = decide(shipped_law(), read_case(GOOD | {"province": "", "postal_code": "",
                                                      "phone": "8005550100"}))  # fmt: skip
    assert (nowhere.verdict, nowhere.rule) == ("refused", "place.unknown")
    abroad = decide(shipped_law(), read_case(GOOD | {"province": "", "postal_code": "",
                                                     "phone": "+442079460958"}))  # fmt: skip
    assert (abroad.verdict, abroad.rule) == ("warn", "place.no-rules")


def test_an_unreadable_case_is_a_value_error() -> None:
    with pytest.raises(Unreadable):
        read_case(GOOD | {"caller": "nobody"})
