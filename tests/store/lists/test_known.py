"""Records that may be like the rows of a list: on both databases, by an index each."""

from esl_dialer.core.lists.list_rows import ListRow, RowPhone
from esl_dialer.store.lists import known_records
from tests.store.rows import a_campaign, a_record

HOME, WORK = "+14165550111", "+14165550112"


def a_row(account: str, *numbers: str) -> ListRow:
    phones = tuple(RowPhone(number, "", "", number) for number in numbers)
    return ListRow(2, account, "Ann Smith", "ON", "America/Toronto", "", {}, {}, phones)


def known(campaign: int, *rows: ListRow, from_list: int = 0) -> dict[str, tuple[str, ...]]:
    found = known_records.known(campaign, from_list, list(rows))
    return {one.account: one.numbers for one in found}


def test_by_account_by_its_key_and_by_number(db):
    campaign, other = a_campaign(), a_campaign()
    a_record(campaign, HOME, account="12")
    a_record(campaign, WORK, account="0034", account_key="34")
    a_record(campaign, HOME, WORK, account="56")
    a_record(campaign, "+14165550113", account="78")
    a_record(other, "+14165550114", account="12 elsewhere")
    assert known(campaign, a_row("012")) == {"12": ()}
    assert known(campaign, a_row("34")) == {"0034": ()}
    assert known(campaign, a_row("9", HOME, WORK)) == {
        "12": (HOME,), "0034": (WORK,), "56": (HOME, WORK),
    }  # fmt: skip
    assert known(campaign, a_row("9", "+14165550199")) == {}
    assert known(campaign) == {}


def test_of_other_campaigns_the_newest_of_each_number(db):
    campaign, before, last = a_campaign(), a_campaign(), a_campaign()
    a_record(before, HOME, account="before", person_key="ann")
    a_record(last, HOME, account="last", person_key="ann")
    found = known_records.known(campaign, 0, [a_row("1", HOME)])
    assert [(one.account, one.person_key, one.in_campaign) for one in found] == [
        ("last", "ann", False),
    ]  # fmt: skip


def test_a_row_without_a_number_is_found_by_its_account(db):
    campaign = a_campaign()
    a_record(campaign, HOME, account="12")
    marked = a_row("12")._replace(phones=())
    assert known(campaign, marked) == {"12": ()}
