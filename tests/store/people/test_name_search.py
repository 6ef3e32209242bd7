"""A person is found by words of the name, without accents and case, by account and by phone."""

import pytest

from esl_dialer.store import models
from esl_dialer.store.people import browsing
from tests.store.rows import a_campaign, a_record

NAMES = {
    1: "Hélène Tremblay-Roy",
    2: "JOHN O'BRIEN",
    3: "Jean-Luc d'Àvignon",
    4: "Li X",
    5: '=HYPERLINK("x") OR NEAR AND *',
}


@pytest.fixture
def people(db):
    campaign = a_campaign()
    ids = {
        a_record(campaign, f"+1416555010{n}", full_name=name, account=f"A{n}"): n
        for n, name in NAMES.items()
    }

    def find(search: str, of: int | None = None) -> set[int]:
        return {ids[row.id] for row in browsing.page(of, search, None, 0, 50) if row.id in ids}

    return find


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("helene", {1}),
        ("HÉL", {1}),
        ("roy tremblay", {1}),
        ("tremblay-roy", {1}),
        ("remblay", set()),
        ("o'brien", {2}),
        ("brien john", {2}),
        ("je", {3}),
        ("avig", {3}),
        ("x", {4, 5}),
        ("A2", {2}),
        ("416-555-0104", {4}),
        ('"', set()),
        ("* OR", {5}),
        ("near and", {5}),
        ("hyperlink", {5}),
        ("nobody", set()),
    ],
)
def test_who_is_found(people, search, found):
    assert people(search) == found


def test_a_name_that_changes_is_found_by_the_new_one(people):
    table = models.Person
    models.Person.update(full_name="Zoé Ng").where(models.Person.account == "A1").execute()
    assert (people("tremblay"), people("zoe")) == (set(), {1})
    table.delete().where(table.account == "A1").execute()
    assert people("zoe") == set()


def test_other_campaigns_people_are_not_found_in_this_one(people):
    other = a_campaign()
    stranger = a_record(other, "+14165550100", full_name="John Doe", account="A2")
    assert [row.id for row in browsing.page(other, "john", None, 0, 50)] == [stranger]
    assert [row.id for row in browsing.page(other, "A2", None, 0, 50)] == [stranger]
    assert stranger in {row.id for row in browsing.page(None, "A2", None, 0, 50)}


def test_people_of_one_name_are_shown_page_after_page(db, monkeypatch):
    """However few numbers a search looks among at a time, each is shown once, and in order."""
    monkeypatch.setattr(browsing, "FIRST_WINDOW", 2)
    monkeypatch.setattr(browsing, "WIDER", 2)
    campaign = a_campaign()
    names = ["Ann Roy", "Bo Ng"] * 9
    made = [
        a_record(campaign, f"+1416555{n:04}", full_name=name, account=f"B{n}")
        for n, name in enumerate(names)
    ]
    shown: list[int] = []
    while page := browsing.page(campaign, "roy", None, shown[-1] if shown else 0, 4):
        shown += [row.id for row in page]
    assert shown == made[::2]
