"""Days of a list: how they are written, and where they move to."""

from datetime import date

import pytest

from esl_dialer.core.law.holidays import Holiday, HolidayList, day_in, easter
from esl_dialer.core.law.shipped import shipped_packs


@pytest.mark.parametrize(
    ("year", "day"),
    [(1818, "03-22"), (1943, "04-25"), (2008, "03-23"), (2026, "04-05"), (2027, "03-28"),
     (2038, "04-25"), (2285, "03-22")],
)  # fmt: skip
def test_easter_as_calendars_have_it(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("12-25", ("2026-12-25", "2027-12-25")),
        ("easter -2", ("2026-04-03", "2027-03-26")),
        ("easter +1", ("2026-04-06", "2027-03-29")),
        ("3rd monday of february", ("2026-02-16", "2027-02-15")),
        ("1st monday of august", ("2026-08-03", "2027-08-02")),
        ("last monday of may", ("2026-05-25", "2027-05-31")),
        ("last friday of december", ("2026-12-25", "2027-12-31")),
        ("monday before 05-25", ("2026-05-18", "2027-05-24")),
    ],
)
def test_days_as_they_are_written(text: str, days: tuple[str, str]) -> None:
    assert tuple(day_in(text, year).isoformat() for year in (2026, 2027)) == days


@pytest.mark.parametrize(
    "text", ["", "25 december", "13-01", "5th monday of may", "easter", "02-30"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        day_in(text, 2026)


def test_a_day_moves_or_takes_another_beside_it() -> None:
    also = Holiday("12-25", "", "", also={"saturday": "monday", "sunday": "tuesday"})
    assert also.dates(2027) == (date(2027, 12, 25), date(2027, 12, 27))
    assert also.dates(2022) == (date(2022, 12, 25), date(2022, 12, 27))
    assert also.dates(2026) == (date(2026, 12, 25),)
    instead = Holiday("07-01", "", "", instead={"sunday": "monday"})
    assert instead.dates(2029) == (date(2029, 7, 2),)


def test_a_substitute_may_be_in_the_next_year() -> None:
    eve = HolidayList("eve", (Holiday("12-31", "", "", also={"friday": "monday"}),))
    assert eve.on(date(2027, 12, 31)) is not None
    assert eve.on(date(2028, 1, 3)) is not None
    assert eve.on(date(2027, 1, 3)) is None


def test_a_day_holds_from_a_year_on() -> None:
    truth = Holiday("09-30", "", "", since=2021)
    assert truth.dates(2020) == ()
    assert truth.dates(2021) == (date(2021, 9, 30),)


def test_no_list_of_the_packs_has_one_day_twice() -> None:
    for pack in shipped_packs():
        for rule in pack.rules:
            if rule.days:
                dates = [day for one in rule.days.days for day in one.dates(2027)]
                assert len(dates) == len(set(dates)), rule.id
