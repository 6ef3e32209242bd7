"""Filters: read from JSON, every problem by its condition, told in words, judged by Python."""

from datetime import UTC, datetime

import pytest

from esl_dialer.core.lists.filter_columns import cells_of
from esl_dialer.core.lists.filter_matching import NOBODY, matches
from esl_dialer.core.lists.filter_values import When
from esl_dialer.core.lists.filter_words import told
from esl_dialer.core.lists.filters import (
    MOST_CONDITIONS,
    MOST_VALUES,
    Renewal,
    conditions,
    parse,
    renewal,
    to_json,
)
from esl_dialer.core.people.clocks import zone
from esl_dialer.core.text.folding import plain

WHEN = When(datetime(2026, 11, 23, 4, 30, tzinfo=UTC), zone("America/Toronto"))
"""23:30 on Sunday the 22nd in Toronto."""


def ms(text: str) -> str:
    return str(round(datetime.fromisoformat(text).timestamp() * 1000))


PERSON = cells_of(
    {
        "account_number": "0012",
        "full_name": "Émile Lecœur-Côté",
        "province": "QC",
        "city": "Trois-Rivières",
        "balance": "1234.50",
        "sif_pct": "60",
        "assign_date": "2026-11-15",
        "priority": "7",
        "added_at": ms("2026-11-22T12:00:00-05:00"),
    },
    {"Policy No": "AB-1", "Échéance": "1 déc. 2026", "Solde": "1 500,25 $", "policy no": "other"},
)


def means(column: str, test: str, *value: object) -> bool:
    sent = {"column": column, "test": test}
    sent |= {"value": value[0] if len(value) == 1 else list(value)} if value else {}
    group, problems = parse(sent)
    assert group, problems
    assert parse(to_json(group)) == (group, {})
    return matches(group, PERSON, WHEN)


@pytest.mark.parametrize(
    "asked",
    [
        ("full_name", "equals", "emile lecoeur-cote"),
        ("full_name", "contains", "LECŒUR"),
        ("full_name", "begins_with", "émi"),
        ("full_name", "not_equals", "Emile"),
        ("city", "one_of", "Laval", "trois-rivieres"),
        ("province", "equals", "Québec"),
        ("province", "one_of", "Ontario", "quebec"),
        ("balance", "greater", "1 234,49 $"),
        ("balance", "less", 1234.51),
        ("balance", "between", "1234.5", "2000"),
        ("balance", "equals", "$1,234.50"),
        ("balance", "one_of", 5, 1234.5),
        ("sif_pct", "equals", "60 %"),
        ("sif_pct", "equals", "0.6"),
        ("priority", "less", "8"),
        ("assign_date", "equals", "15 nov 2026"),
        ("assign_date", "before", "today"),
        ("assign_date", "after", "today - 8 days"),
        ("assign_date", "last_days", 7),
        ("assign_date", "between", "2026-11-15", "aujourd'hui"),
        ("email", "empty"),
        ("city", "not_empty"),
        ("email", "not_equals", "a@b.ca"),
        ("balance", "not_equals", "0"),
        ("added_at", "equals", "today"),
        ("added_at", "last_days", 1),
        ("added_at", "before", "now"),
        ("added_at", "after", "now - 12 hours"),
        ("added_at", "after", "yesterday"),
        ("custom.POLICY NO", "equals", "ab-1"),
        ("custom.echeance", "next_days", 9),
        ("custom.Échéance", "after", "today + 1 week"),
        ("custom.solde", "greater", "1500"),
        ("custom.solde", "between", "1500.25", "1500.25"),
        ("custom.missing", "empty"),
    ],
)
def test_whom_a_condition_means(asked):
    assert means(*asked)


@pytest.mark.parametrize(
    "asked",
    [
        ("account_number", "equals", "12"),
        ("full_name", "begins_with", "Lecoeur"),
        ("balance", "greater", "1234.50"),
        ("balance", "less", "1234.50"),
        ("min_payment", "less", "1000000"),
        ("min_payment", "greater", "-1000000"),
        ("assign_date", "after", "2026-11-15"),
        ("assign_date", "last_days", 6),
        ("assign_date", "next_days", 30),
        ("added_at", "before", "today"),
        ("custom.echeance", "next_days", 8),
        ("custom.policy no", "greater", "0"),
        ("custom.missing", "before", "2030-01-01"),
    ],
)
def test_whom_a_condition_does_not_mean(asked):
    assert not means(*asked)


def test_today_is_the_day_of_the_business():
    midnight = When(datetime(2026, 11, 23, 5, 0, tzinfo=UTC), WHEN.zone)
    group, _ = parse({"column": "added_at", "test": "equals", "value": "today"})
    assert matches(group, PERSON, WHEN)
    assert not matches(group, PERSON, midnight)


def test_groups_are_joined_by_and_and_or():
    yes = {"column": "province", "test": "equals", "value": "QC"}
    no = {"column": "province", "test": "equals", "value": "ON"}
    for sent, wanted in (
        ({"all": [yes, no]}, False),
        ({"any": [yes, no]}, True),
        ({"all": [yes, {"any": [no, {"all": [yes]}]}]}, True),
        ({"any": [no, {"all": [yes, no]}]}, False),
    ):
        group, _ = parse(sent)
        assert matches(group, PERSON, WHEN) is wanted
        assert parse(to_json(group))[0] == group
    assert not matches(NOBODY, PERSON, WHEN)


YES = {"column": "province", "test": "equals", "value": "QC"}


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        (None, {"": 'a group is written {"all": [...]} / {"any": [...]}'}),
        ([], {"": 'a group is written {"all": [...]} / {"any": [...]}'}),
        ({"all": []}, {"": "a group has at least one condition"}),
        ({"all": [YES], "any": []}, {"": 'a group is written {"all": [...]} / {"any": [...]}'}),
        ({"all": [YES, {"any": []}]}, {"2": "a group has at least one condition"}),
        ({"all": [YES] * (MOST_CONDITIONS + 1)}, {"": "more than 30 conditions"}),
        ({"all": [{"any": [YES] * 16}] * 2}, {"": "more than 30 conditions"}),
        ({"all": [{"any": [{"all": [{"any": [YES]}]}]}]}, {"1.1.1": "groups are at most 3 deep"}),
        ({"column": "x", "test": "equals", "value": 1}, {"1": "no column 'x'"}),
        ({"column": "custom. ", "test": "equals", "value": 1}, {"1": "no column 'custom. '"}),
        ({"column": "city", "test": "like", "value": 1}, {"1": "no test 'like'"}),
        ({"column": "city", "test": "equals"}, {"1": "say what it is compared with"}),
        ({"column": "city", "test": "empty", "value": "x"}, {"1": "this test takes no value"}),
        ({"column": "city", "test": "equals", "value": ["a", "b"]}, {"1": "it takes one value"}),
        ({"column": "city", "test": "equals", "value": True},
         {"1": "a value is a text or a number"}),
        ({"column": "city", "test": "equals", "value": {"a": 1}},
         {"1": "a value is a text or a number"}),
        ({"column": "city", "test": "one_of", "value": ["x"] * (MOST_VALUES + 1)},
         {"1": "at most 200 values"}),
        ({"column": "city", "test": "greater", "value": 1},
         {"1": "City is text: it can't be compared so"}),
        ({"column": "balance", "test": "contains", "value": 1},
         {"1": "Balance is a number: it can't be compared so"}),
        ({"column": "balance", "test": "greater", "value": "a lot"}, {"1": "not an amount"}),
        ({"column": "balance", "test": "between", "value": [1]}, {"1": "it takes two values"}),
        ({"column": "balance", "test": "between", "value": [2, 1]},
         {"1": "the first of the two is the greater one"}),
        ({"column": "province", "test": "equals", "value": "Puebla"},
         {"1": "not a province or territory of Canada, nor a state of the United States"}),
        ({"column": "assign_date", "test": "before", "value": "03/04/2026"},
         {"1": "day or month first? say which order the list uses"}),
        ({"column": "assign_date", "test": "before", "value": "now"},
         {"1": "the column has days and no times of day: write today"}),
        ({"column": "assign_date", "test": "before", "value": "today - 99999 days"},
         {"1": "at most 36500 days"}),
        ({"column": "assign_date", "test": "before", "value": "today + 2 hours"},
         {"1": "not a date: write 2026-01-15, or today, or today - 30 days"}),
        ({"column": "assign_date", "test": "before", "value": "1066-10-14"},
         {"1": "a year from 1900 to 2200"}),
        ({"column": "assign_date", "test": "last_days", "value": "0"},
         {"1": "a whole number of days, from 1 to 36500"}),
        ({"column": "custom.x", "test": "before", "value": "soon"},
         {"1": "not a date: write 2026-01-15, or today, or today - 30 days"}),
        ({"column": "city", "test": "equals", "value": "x" * 256},
         {"1": "longer than 255 characters"}),
        ({"column": "city", "test": "empty", "not": True}, {"1": "a condition has no 'not'"}),
    ],
)  # fmt: skip
def test_each_problem_is_told_by_its_condition(sent, wrong):
    group, problems = parse(sent)
    assert group is None
    assert {at: str(told) for at, told in problems.items()} == wrong


def test_all_problems_are_told_at_once():
    bad = {"column": "x", "test": "equals", "value": "1"}
    _, problems = parse({"all": [bad, YES, {"any": [YES, bad]}]})
    assert sorted(problems) == ["1", "3.2"]


def test_a_filter_is_told_in_words():
    group, _ = parse(
        {
            "all": [
                {"column": "balance", "test": "between", "value": [100, "500.5"]},
                {"any": [YES, {"column": "assign_date", "test": "last_days", "value": 30}]},
                {"column": "custom.Policy No", "test": "not_empty"},
                {"column": "added_at", "test": "after", "value": "today - 1 week"},
            ]
        }
    )
    assert str(told(group)) == (
        "Balance is from 100 to 500.5 and (Province is QC or Assign Date is in the last 30 days)"
        " and custom.Policy No is not empty and Added is after today minus 7 days"
    )
    assert len(list(conditions(group))) == 5


@pytest.mark.parametrize(
    ("column", "test", "value", "often"),
    [
        ("city", "equals", "today", Renewal.NEVER),
        ("assign_date", "last_days", 3, Renewal.DAILY),
        ("assign_date", "before", "today + 3 days", Renewal.DAILY),
        ("added_at", "before", "now - 1 hour", Renewal.OFTEN),
    ],
)
def test_what_goes_by_the_clock_is_known(column, test, value, often):
    group, _ = parse({"all": [YES, {"column": column, "test": test, "value": value}]})
    assert renewal(group) is often


def test_texts_are_compared_as_people_do():
    assert plain("ÉMILE O’Brien Łódź Straße") == "emile o'brien lodz strasse"
    assert plain("Ωmega") == "Ωmega"
