"""Who is being called, who heard a message lately: on both databases, by an index each."""

from datetime import timedelta

import pytest

from esl_dialer.core.law.caps import Whom
from esl_dialer.core.people.contact_cap import HEARD_WAIT, NO_CONTACT, Contact
from esl_dialer.store import models
from esl_dialer.store.calls import contacts
from tests.store.rows import NOW, a_campaign, a_record, an_attempt

HOME, WORK = "+14165550111", "+14165550112"
HOUR = timedelta(hours=1)


def asked(*whom: Whom, now=NOW, simulated: bool = False) -> list[Contact]:
    return contacts.of(list(whom), now, simulated=simulated)


def heard(record: int, name: str, at, **values: object) -> None:
    assert an_attempt(record, name, **values)
    ended = {"state": "ended", "outcome": "completed", "heard_at": at}
    models.Attempt.update(**ended).where(models.Attempt.id == name).execute()


def test_a_number_and_a_person_that_are_called_are_so_for_others(db):
    campaign = a_campaign()
    mine = a_record(campaign, HOME, person_key="ann")
    an_attempt(mine, "mine", person_key="ann")
    own, same_number, same_person, nobody = asked(
        Whom(mine, HOME, "ann"), Whom(7, HOME, ""), Whom(7, WORK, "ann"), Whom(7, WORK, "")
    )
    assert own == nobody == NO_CONTACT
    assert same_number == Contact(number_live=True)
    assert same_person == Contact(person_live=True)


def test_of_two_that_are_called_the_first_claimed_goes_on(db):
    campaign = a_campaign()
    records = [a_record(campaign, HOME, person_key="ann") for _ in range(3)]
    for order, record in zip((1, 0, 2), records, strict=True):
        an_attempt(record, f"{record}", now=NOW + order * HOUR, person_key="ann")
    found = asked(*(Whom(record, HOME, "ann") for record in records))
    assert [one.number_live for one in found] == [True, False, True]
    assert [one.person_live for one in found] == [True, False, True]


def test_the_last_message_counts_for_a_day(db):
    campaign = a_campaign()
    for name, at in (("first", NOW - 5 * HOUR), ("last", NOW - HOUR)):
        heard(a_record(campaign, HOME), name, at, person_key="ann")
    number, person = asked(Whom(9, HOME, ""), Whom(9, WORK, "ann"))
    assert number == Contact(number_heard_at=NOW - HOUR)
    assert person == Contact(person_heard_at=NOW - HOUR)
    assert asked(Whom(9, HOME, "ann"), now=NOW - HOUR + HEARD_WAIT) == [NO_CONTACT]


def test_a_person_who_is_not_known_is_nobody(db):
    heard(a_record(a_campaign(), HOME), "other", NOW - HOUR)
    assert asked(Whom(9, WORK, ""), Whom(9, "", "")) == [NO_CONTACT, NO_CONTACT]
    assert asked() == []


@pytest.mark.parametrize("simulated", [False, True])
def test_simulated_calls_count_for_simulated_ones_and_real_for_real(db, simulated):
    heard(a_record(a_campaign(), HOME), "one", NOW - HOUR, simulated=simulated)
    assert asked(Whom(9, HOME, ""), simulated=simulated) != [NO_CONTACT]
    assert asked(Whom(9, HOME, ""), simulated=not simulated) == [NO_CONTACT]


def test_a_reset_forgets_what_was_simulated_and_nothing_real(db):
    campaign = a_campaign()
    heard(a_record(campaign, HOME), "real", NOW - HOUR)
    heard(a_record(campaign, WORK), "simulated", NOW - HOUR, simulated=True)
    models.Campaign.update(run_number=2).execute()
    assert asked(Whom(9, HOME, "")) == [Contact(number_heard_at=NOW - HOUR)]
    assert asked(Whom(9, WORK, ""), simulated=True) == [NO_CONTACT]


def test_they_are_found_by_their_indexes(db):
    execute = models.database.execute_sql
    for read, index in ((contacts._NUMBERS, "number"), (contacts._PEOPLE, "person")):
        sql = read._text.replace("??", "?, ?").replace("?", models.database.param)
        values = [HOME, WORK, 1, False]
        if db.startswith("sqlite"):
            plan = execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        else:
            execute("SET enable_seqscan = off")
            plan = execute(f"EXPLAIN {sql}", values).fetchall()
        assert f"attempt_{index}_heard" in str(plan)
