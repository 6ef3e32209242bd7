"""The law's calendar against a slow and obvious oracle: it reads the packs by itself, and tries
every minute."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from esl_dialer.core.law.calendar import State
from esl_dialer.core.law.cases import decide_at, read_case
from esl_dialer.core.law.shipped import shipped_law
from esl_dialer.core.people.clocks import zone

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
EASTERS = {
    2021: "04-04", 2022: "04-17", 2023: "04-09", 2024: "03-31", 2025: "04-20", 2026: "04-05",
    2027: "03-28", 2028: "04-16", 2029: "04-01", 2030: "04-21", 2031: "04-13", 2032: "03-28",
}  # fmt: skip
"""As calendars have them."""

GATES = (
    "America/Toronto@CA-ON",
    "America/Winnipeg@CA-ON",
    "America/Toronto@CA-QC",
    "America/Puerto_Rico|America/Toronto@CA-QC",
    "America/Vancouver@CA-BC",
    "America/Edmonton@CA-BC",
    "America/Edmonton@CA-AB",
    "America/Regina@CA-SK",
    "America/Winnipeg@CA-MB",
    "America/Moncton@CA-NB",
    "America/Halifax@CA-NS+CA-PE",
    "America/Goose_Bay@CA-NL",
    "America/St_Johns@CA-NL",
    "America/Whitehorse@CA-YT",
    "America/Toronto|America/Vancouver@CA-ON;America/Vancouver@CA-BC",
    "America/Chicago|America/New_York@US-FL",
    "America/Phoenix|America/Denver@US-AZ",
    "America/New_York@US-PA",
)
CALLERS = ("agency", "creditor", "bank", "bank_agent", "telemarketer")


@cache
def packs() -> list[dict]:
    folder = files("esl_dialer.core.law") / "packs"
    texts = [one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".toml")]
    return [tomllib.loads(text) for text in texts]


def weekdays(text: str) -> list[str]:
    first, _, last = text.partition("-")
    return list(NAMES[NAMES.index(first) : NAMES.index(last or first) + 1])


def is_day(on: str, day: date) -> bool:
    words = on.split()
    if words[0] == "easter":
        sunday = date.fromisoformat(f"{day.year}-{EASTERS[day.year]}")
        return (day - sunday).days == int(words[1])
    if len(words) == 1:
        return f"{day:%m-%d}" == on
    if words[1] == "before":
        ends = [day + n * DAY for n in range(1, 8)]
        right = LONG[day.weekday()] == words[0]
        return right and any(f"{end:%m-%d}" == words[2] for end in ends)
    right = LONG[day.weekday()] == words[1] and MONTHS[day.month - 1] == words[3]
    return right and f"{(day.day + 6) // 7}" == words[0][0]


@cache
def is_holiday(named: str, day: date) -> bool:
    (days,) = (one["days"] for pack in packs() for one in pack.get("holidays", ())
               if one["id"] == named)  # fmt: skip
    for one in days:
        for back in range(8):
            began = day - back * DAY
            if not is_day(one["on"], began) or began.year < one.get("since", 0):
                continue
            weekday = LONG[began.weekday()]
            moved = one.get("instead", {}).get(weekday) or one.get("also", {}).get(weekday)
            if back == 0 and weekday not in one.get("instead", {}):
                return True
            gone = [LONG[(began + n * DAY).weekday()] for n in range(1, back + 1)]
            if back and moved and gone[-1] == moved and gone.count(moved) == 1:
                return True
    return False


@cache
def hours_of(written: tuple) -> dict[str, list[tuple[str, str]]]:
    found = {}
    for days, spans in written:
        for day in weekdays(days):
            found[day] = [] if spans == "closed" else [tuple(spans.split("-"))]
    return found


def forbids(rule: dict, at: datetime, where: ZoneInfo) -> bool:
    there = at.astimezone(where)
    if not rule.get("from", date.min) <= there.date() <= rule.get("until", date.max):
        return False
    if rule["kind"] == "never":
        return True
    if rule["kind"] == "holidays":
        return is_holiday(rule["days"], there.date())
    now = f"{there:%H:%M}"
    spans = hours_of(tuple(rule["hours"].items()))[NAMES[there.weekday()]]
    return not any(start <= now < end for start, end in spans)


def oracle(gate: str, caller: str, call: str, at: datetime) -> str:
    """In every place, every rule in every zone: the worst word of any."""
    zones = gate.partition("@")[0].split("|")
    worst = "allowed"
    for place in gate.split(";"):
        where, _, laws = place.partition("@")
        for law in laws.split("+"):
            for pack in packs():
                if pack["jurisdiction"] not in (law, law[:2]):
                    continue
                for rule in pack["rule"]:
                    if rule["kind"] not in ("hours", "holidays", "never"):
                        continue
                    if caller not in rule["callers"] or call not in rule["calls"]:
                        continue
                    for name in {*where.split("|"), rule.get("clock", where.split("|")[0])}:
                        hit = forbids(rule, at, zone(name))
                        doubt = {("CA-ON", "America/Winnipeg"): "America/Chicago",
                                 ("CA-BC", "America/Edmonton"): "America/Vancouver"}.get(
                                     (law, name), name)  # fmt: skip
                        doubt = name if doubt in zones else doubt
                        too = forbids(rule, at, zone(doubt))
                        if hit and too and rule["effect"] == "block":
                            worst = "refused"
                        elif (hit or too) and worst == "allowed":
                            worst = "warn"
    return worst


def asked(gate: str, caller: str, call: str, at: datetime):
    told = {"province": "", "postal_code": "", "phone": "", "caller": caller, "call": call,
            "instant_utc": at.isoformat()}  # fmt: skip
    return decide_at(shipped_law(), gate, read_case(told))


NEAR = st.sampled_from(
    [
        datetime.fromisoformat(f"{day}T{hour:02d}:{minute:02d}+00:00")
        for day in (
            "2026-10-31", "2026-11-01", "2026-11-11", "2026-12-25", "2026-12-26", "2026-12-27",
            "2027-01-01", "2027-02-15", "2027-03-14", "2027-03-26", "2027-03-29", "2027-05-24",
            "2027-06-24", "2027-07-01", "2027-08-02", "2027-09-30", "2027-10-11", "2027-12-25",
            "2027-12-27", "2027-12-28", "2029-07-01", "2029-07-02",
        )
        for hour in range(24)
        for minute in (0, 29, 30, 59)
    ]
)  # fmt: skip
MINUTES = st.integers(0, 6 * 365 * 24 * 60)
ANY = MINUTES.map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE)
CASES = {
    "gate": st.sampled_from(GATES),
    "caller": st.sampled_from(CALLERS),
    "call": st.sampled_from(["recorded", "live"]),
    "at": NEAR | ANY,
}


@settings(max_examples=400, deadline=None)
@given(**CASES)
def test_the_verdict_is_the_oracles(gate: str, caller: str, call: str, at: datetime) -> None:
    assert asked(gate, caller, call, at).verdict == oracle(gate, caller, call, at)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(**CASES)
@example("America/Toronto@CA-ON", "agency", "recorded", datetime(2027, 12, 24, 23, 30, tzinfo=UTC))
@example("America/Regina@CA-SK", "agency", "live", datetime(2026, 12, 25, 3, 0, tzinfo=UTC))
@example("America/Toronto@CA-QC", "agency", "live", datetime(2026, 11, 1, 4, 59, tzinfo=UTC))
@example("America/Goose_Bay@CA-NL", "agency", "live", datetime(2027, 3, 14, 2, 0, tzinfo=UTC))
def test_the_next_instant_is_the_first_that_the_oracle_allows(
    gate: str, caller: str, call: str, at: datetime
) -> None:
    found = asked(gate, caller, call, at)
    if found.next_allowed is None:
        assert found.rule.endswith(("recorded-sales", "recorded-consent"))
        return
    wanted = {State.REFUSED: ("allowed", "warn"), State.WARN: ("allowed",)}
    passes = wanted.get(found.state, ("allowed",))
    assert oracle(gate, caller, call, found.next_allowed) in passes
    minute = at.replace(second=0, microsecond=0)
    while minute < found.next_allowed and found.state is not State.ALLOWED:
        assert oracle(gate, caller, call, minute) not in passes
        minute += MINUTE
