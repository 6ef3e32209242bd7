"""What a database finds for a filter is what Python judges, on either database."""

from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from esl_dialer.core.lists.filter_columns import BY_KEY, Kind
from esl_dialer.core.lists.filter_matching import matches
from esl_dialer.core.lists.filter_values import When
from esl_dialer.core.lists.filters import TESTS, Group, Test, parse, to_json
from esl_dialer.core.people.clocks import zone
from esl_dialer.core.words import RecordStatus
from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import filter_people, filter_sql
from esl_dialer.store.lists.filter_columns import people
from tests.store.rows import NOW, a_campaign, a_record

WHEN = When(NOW, zone("America/Toronto"))
TODAY = WHEN.today

WORDS = (
    "Côté", "COTE", "cote", "Lecœur", "LECOEUR", "O’Brien", "O'Brien", "Zoë", "ß", "%", "_", "?",
    "İzmir", "Ωmega", "a b", "0012", "12", "ON", "Jean-Paul", "{}", "'", '"', "N/A", "",
)  # fmt: skip
AMOUNTS = ("", "0.00", "12.50", "-12.50", "100.00", "999999999.99", "1234.56", "12.5", "abc")
PERCENTS = ("", "60", "33.3333", "0.5", "100")
LOOSE_AMOUNTS = ("$1,234.56", "1 234,56 $", "(12.50)", "1.234", "12,5", "100 USD", "1234.56")
LOOSE_DATES = ("15 jan 2026", "03/04/2026", "23/11/2026", "2026-11-23 14:00", "Nov 23, 2026")
NEAR = tuple((TODAY + timedelta(days=n)).isoformat() for n in (-31, -30, -7, -1, 0, 1, 7, 30, 365))
CUSTOM = ("Policy No", "policy no", "Échéance", "x")


def texts() -> st.SearchStrategy[str]:
    return st.sampled_from(WORDS) | st.text(alphabet="aAéÉœ’' -x1", max_size=4)


def custom_texts() -> st.SearchStrategy[str]:
    return st.sampled_from((*WORDS, *LOOSE_AMOUNTS, *LOOSE_DATES, *NEAR))


PEOPLE = st.fixed_dictionaries(
    {
        "full_name": texts(),
        "province": st.sampled_from(("", "ON", "QC")),
        "owner_agent": st.sampled_from(("", "ana", "Ana")),
        "priority": st.integers(0, 999),
        "created_at": st.sampled_from(
            [NOW + timedelta(minutes=n) for n in (-60 * 24 * 8, -60 * 24, -900, -601, -1, 0, 1)]
        ),
        "fields": st.fixed_dictionaries(
            {},
            optional={
                "city": texts(),
                "balance": st.sampled_from(AMOUNTS),
                "sif_pct": st.sampled_from(PERCENTS),
                "assign_date": st.sampled_from(("", *NEAR)),
            },
        ),
        "custom": st.dictionaries(st.sampled_from(CUSTOM), custom_texts(), max_size=2),
    }
)
COLUMNS = (
    "full_name", "province", "city", "balance", "sif_pct", "assign_date", "owner_agent",
    "priority", "added_at", "list", "custom.policy no", "custom.échéance",
)  # fmt: skip
VALUES = {
    Kind.TEXT: texts(),
    Kind.NUMBER: st.sampled_from(("0", "12.5", "-12,50", "100", "60", "1 234,56")),
    Kind.DATE: st.sampled_from((*NEAR, "today", "today - 30 days", "tomorrow")),
    Kind.MOMENT: st.sampled_from((*NEAR, "today", "now", "now - 10 hours", "yesterday")),
    Kind.ANY: custom_texts() | st.sampled_from(("100", "today", "today + 7 days")),
}


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, object]:
    column = draw(st.sampled_from(COLUMNS))
    kind = BY_KEY[column].kind if column in BY_KEY else Kind.ANY
    test = draw(st.sampled_from(sorted(TESTS[kind])))
    told: dict[str, object] = {"column": column, "test": str(test)}
    if test in (Test.EMPTY, Test.NOT_EMPTY):
        return told
    if test in (Test.LAST_DAYS, Test.NEXT_DAYS):
        return told | {"value": draw(st.sampled_from((1, 7, 30)))}
    if test in (Test.BETWEEN, Test.ONE_OF):
        return told | {"value": draw(st.lists(VALUES[kind], min_size=2, max_size=2))}
    return told | {"value": draw(VALUES[kind])}


def groups() -> st.SearchStrategy[dict[str, object]]:
    return st.recursive(
        conditions(),
        lambda parts: st.builds(
            lambda joined, inner: {joined: inner},
            st.sampled_from(("all", "any")),
            st.lists(parts, min_size=1, max_size=3),
        ),
        max_leaves=5,
    )


def read(sent: object) -> Group | None:
    return parse(sent)[0]


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(crowd=st.lists(PEOPLE, min_size=1, max_size=12), asked=st.lists(groups(), max_size=12))
def test_a_database_finds_whom_python_means(
    db: str, crowd: list[dict[str, object]], asked: list[object]
) -> None:
    with transaction():
        campaign = a_campaign()
        records = [a_record(campaign, **one) for one in crowd]  # type: ignore[arg-type]
    cells = people(records)
    for group in filter(None, map(read, asked)):
        assert parse(to_json(group))[0] == group
        wanted = [one for one in records if matches(group, cells[one], WHEN)]
        found = [one.record for one in filter_people.first(campaign, group, WHEN, 50)]
        assert found == wanted, to_json(group)
        assert filter_people.count(campaign, group, WHEN) == len(wanted)
        with transaction():
            assert not filter_people.judge(campaign, group, WHEN, 0, 100)
        table = models.Record
        left = table.select().where(table.campaign == campaign).order_by(table.id)
        kept = [one.id for one in left if one.status is not RecordStatus.FILTERED_OUT]
        assert kept == wanted


OF_THE_RECORD = {"column": "priority", "test": "equals", "value": "0"}
OF_THE_PERSON = {"column": "province", "test": "equals", "value": "ON"}


@pytest.mark.parametrize(
    ("sent", "looks"),
    [
        (OF_THE_RECORD, 0),
        ({"all": [OF_THE_PERSON, OF_THE_RECORD, {"column": "city", "test": "not_empty"}]}, 1),
    ],
)
def test_a_person_is_looked_up_once_and_only_where_a_condition_needs_it(db, sent, looks):
    assert filter_sql.asked(models.database, read(sent), WHEN).sql.count("FROM person") == looks
