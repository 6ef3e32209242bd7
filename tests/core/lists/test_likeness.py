"""Rows whose account or person is there already."""

from dataclasses import replace
from typing import Any

import pytest

from esl_dialer.core.lists import likeness
from esl_dialer.core.lists.likeness import (
    DEFAULT,
    AccountZeros,
    Choices,
    Duplicates,
    Judged,
    Known,
    Register,
    SamePerson,
)
from esl_dialer.core.lists.list_rows import ListRow, RowPhone
from esl_dialer.core.people.identity import person_key
from esl_dialer.core.people.noted import Who
from esl_dialer.core.words import RecordStatus

HOME, WORK, OTHER = "+14165550111", "+14165550112", "+14165550113"


def a_row(account: str, name: str = "Ann Smith", *numbers: str, line: int = 2) -> ListRow:
    numbers = numbers or (HOME,)
    phones = tuple(RowPhone(number, "", "", number) for number in numbers)
    key = person_key(name, numbers[0])
    return ListRow(line, account, name, "ON", "America/Toronto", key, {}, {}, phones)


def stored(account: str, **values: Any) -> Known:
    plain = Known(account, "Ann Smith", "first", (HOME,), record=7)
    return plain._replace(**values)


def judged(choices: Choices, *rows: ListRow, known: tuple[Known, ...] = ()) -> list[Judged]:
    register = Register(choices, known)
    return [register.judge(row) for row in rows]


def new(row: ListRow, **values: Any) -> Judged:
    """Of a row that is like nobody's."""
    who = Who(row.person_key, row.account, row.full_name)
    return Judged(row, row.account, who)._replace(**values)


def reason(one: Judged) -> str:
    return str(one.problem.reason) if one.problem else ""


def test_somebody_else_is_like_nobody():
    first, second = judged(DEFAULT, a_row("1"), a_row("2", "Bob Roy", HOME))
    assert (first, second) == (new(a_row("1")), new(a_row("2", "Bob Roy", HOME)))


@pytest.mark.parametrize("account", ["0012", "12.0", "00012.00"])
def test_an_account_with_other_zeros_is_the_same_one(account):
    _, second = judged(DEFAULT, a_row("12"), a_row(account, "SMITH, Ann", OTHER, line=3))
    assert (second.left_out, second.alike, second.same_person) == (True, True, False)
    assert reason(second) == "the account is in the list above as 12; the first one counts"
    assert (second.problem.line, second.problem.value) == (3, account)


def test_or_another_one_where_a_person_says_so():
    keep = replace(DEFAULT, account_zeros=AccountZeros.KEEP)
    _, second = judged(keep, a_row("12"), a_row("0012", "Ann Smith", OTHER))
    assert (second.left_out, second.alike) == (False, True)
    assert reason(second) == "account 12 differs in zeros only: both are called"


@pytest.mark.parametrize("duplicates", [one for one in Duplicates if one is not Duplicates.KEEP])
def test_an_account_with_other_zeros_and_another_name_is_somebody_elses(duplicates):
    bob = a_row("0012", "Bob Roy", OTHER)
    (one,) = judged(Choices(duplicates), bob, known=(stored("12"),))
    assert one == new(bob, problem=one.problem, alike=True)
    assert reason(one) == ("account 12 differs in zeros only and has another name: both are called")


def test_of_accounts_that_differ_in_zeros_the_one_of_the_same_name_is_meant():
    ann, bob = a_row("12"), a_row("0012", "Bob Roy", OTHER)
    *_, again, too = judged(DEFAULT, ann, bob, a_row("00012", "Bob Roy"), a_row("012"))
    assert (again.left_out, again.account) == (True, "0012")
    assert (too.left_out, too.account) == (True, "12")


def test_of_one_person_the_other_account_is_called_too_and_known_as_theirs():
    first, second = judged(DEFAULT, a_row("1"), a_row("2", "SMITH, Ann", WORK, HOME))
    assert (second.left_out, second.same_person) == (False, True)
    assert second.row.person_key == first.row.person_key
    assert "under account 1: called for both" in reason(second)


def test_or_left_out_where_a_person_says_so():
    skip = replace(DEFAULT, same_person=SamePerson.SKIP)
    _, second, third = judged(skip, a_row("1"), a_row("2"), a_row("3", "Bob Roy"))
    assert (second.left_out, second.same_person, third.left_out) == (True, True, False)
    assert reason(second) == "the same person is in the campaign under account 1: left out"


def test_a_person_is_known_by_each_number_of_those_before():
    first, _, third = judged(
        DEFAULT,
        a_row("1", "Ann Smith", HOME, WORK),
        a_row("2", "Ann Smith", WORK, OTHER),
        a_row("3", "Ann Smith", OTHER),
    )
    assert third.row.person_key == first.row.person_key


def test_who_is_in_another_campaign_keeps_their_key_and_is_no_likeness():
    elsewhere = stored("12", in_campaign=False)
    (one,) = judged(DEFAULT, a_row("12"), known=(elsewhere,))
    assert one == new(a_row("12")._replace(person_key="first"))


def test_who_is_elsewhere_under_another_name_is_somebody_else():
    (one,) = judged(DEFAULT, a_row("12", "Bob Roy"), known=(stored("9", in_campaign=False),))
    assert one == new(a_row("12", "Bob Roy"))


def test_a_record_of_no_known_person_gives_no_key():
    (one,) = judged(DEFAULT, a_row("12"), known=(stored("9", person_key=""),))
    assert one.row.person_key == a_row("12").person_key
    assert one.same_person


OVERWRITE = Choices(Duplicates.OVERWRITE)


def test_what_is_pending_is_replaced_under_either_writing():
    exact, alike = a_row("12"), a_row("0012")
    for row in (exact, alike):
        (one,) = judged(OVERWRITE, row, known=(stored("12"),))
        assert (one.record, one.left_out, one.alike) == (7, False, row is alike)


def test_what_has_begun_is_not():
    begun = stored("12", status=RecordStatus.RETRY)
    for account, said in (("12", "the account is in the campaign and retry"),
                          ("0012", "the account is in the campaign as 12, and retry")):  # fmt: skip
        (one,) = judged(OVERWRITE, a_row(account), known=(begun,))
        assert (one.left_out, reason(one)) == (True, said)


def test_the_first_row_counts_when_it_replaces():
    first, second = judged(OVERWRITE, a_row("12"), a_row("0012"), known=(stored("12"),))
    assert (first.record, second.record, second.left_out) == (7, 0, True)


def test_an_account_that_is_there_goes_before_one_that_is_like_it():
    known = (stored("0012", record=1), stored("12", record=2))
    (one,) = judged(OVERWRITE, a_row("12"), known=known)
    assert one.record == 2


def test_what_is_said_of_a_row_is_said_of_the_record_that_it_is_taken_for():
    skip = replace(DEFAULT, same_person=SamePerson.SKIP)
    rows = a_row("12"), a_row("0012"), a_row("7"), a_row("9", "Bob Roy")
    assert [one.account for one in judged(skip, *rows)] == ["12", "12", "12", "9"]
    assert [one.account for one in judged(DEFAULT, *rows)] == ["12", "12", "7", "9"]


def test_the_accounts_column_is_the_one_that_is_named():
    _, second = judged(DEFAULT, a_row("12"), a_row("12"))
    assert second.problem.column == likeness.ACCOUNT


def test_who_has_the_account_and_the_name_stays_the_same_person_with_another_phone():
    moved = a_row("12", "SMITH, Ann", OTHER)
    (one,) = judged(OVERWRITE, moved, known=(stored("12"),))
    assert (one.record, one.row.person_key, one.who.whose) == (7, "first", "first")
    (one,) = judged(Choices(Duplicates.KEEP), moved, known=(stored("12"),))
    assert (one.another, one.row.person_key) == (True, "first")
    (bob,) = judged(OVERWRITE, a_row("12", "Bob Roy", OTHER), known=(stored("12"),))
    assert bob.row.person_key == a_row("12", "Bob Roy", OTHER).person_key


def test_of_one_account_each_row_speaks_of_its_own_person():
    """Of a record that is there, where the row is left out."""
    keep = Choices(Duplicates.KEEP)
    luc, marie = judged(keep, a_row("12", "Luc Roy"), a_row("12", "Marie Roy", WORK))
    assert (luc.who.full_name, marie.who.full_name) == ("Luc Roy", "Marie Roy")
    assert luc.who.whose != marie.who.whose
    (left,) = judged(DEFAULT, a_row("12", "Bob Roy", OTHER), known=(stored("12"),))
    assert (left.left_out, left.who) == (True, Who("first", "12", "Ann Smith"))


def test_who_took_the_account_over_is_meant_by_the_rows_that_follow():
    bob = a_row("12", "Bob Roy", OTHER)
    taken, again = judged(OVERWRITE, bob, a_row("12", "Bob Roy", WORK), known=(stored("12"),))
    assert (taken.record, again.left_out) == (7, True)
    assert again.who.whose == taken.who.whose == bob.person_key
