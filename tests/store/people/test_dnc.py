"""The numbers of do-not-call lists, and the lists, on either database."""

from esl_dialer.core.people.stops import by_hand
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.people import dnc, dnc_lists
from tests.store.rows import NOW, a_record


def put(note: str, *keys: str, of: int = 0) -> int:
    with transaction():
        return dnc.put([by_hand(key, note, "ann", of) for key in keys], NOW)


def test_a_number_is_once_on_each_list_and_takes_the_new_note_there(db):
    assert put("first", "4165550101", "4165550102") == 0
    assert put("second", "4165550102", "4165550103") == 1
    assert put("other", "4165550102", of=7) == 0
    assert {e.number: e.note for e in dnc.page(0, "", 0, 9)} == {
        "4165550101": "first", "4165550102": "second", "4165550103": "second",
    }  # fmt: skip
    assert [dnc.count(0), dnc.count(7), dnc.count(8)] == [3, 1, 0]
    assert dnc.by_key(7, "4165550102").note == "other"
    assert dnc.by_key(7, "4165550101") is None


def test_numbers_are_written_in_one_order_however_they_come(db):
    put("", "4165550103", "4165550101", "4165550102")
    entries = [entry.number for part in dnc.parts(0, 9) for entry in part]
    assert entries == ["4165550101", "4165550102", "4165550103"]


def test_a_list_is_gone_through_in_parts_and_taken_away_in_parts(db):
    put("", *(f"416555{n:04d}" for n in range(100, 107)), of=7)
    put("", "4165550100")
    assert [len(part) for part in dnc.parts(7, 3)] == [3, 3, 1]
    taken = []
    while not taken or taken[-1]:
        taken.append(dnc.remove_some(7, 3))
    assert (taken, dnc.count(0)) == ([3, 3, 1, 0], 1)


def test_a_list_that_is_being_deleted_is_nobodys_and_its_name_is_free(db):
    first, other = dnc_lists.create("Client A", "ann", NOW), dnc_lists.create("B", "ann", NOW)
    put("", "4165550101", of=first)
    put("", "4165550101", of=other)
    assert dnc_lists.hold([first, other, 99]) == {first, other}
    assert dnc_lists.begin_to_delete(first, NOW)
    assert not dnc_lists.begin_to_delete(first, NOW)
    assert dnc_lists.hold([first, other]) == {other}
    assert [one.name for one in dnc_lists.every()] == ["B"]
    assert dnc_lists.with_numbers_left() == [first]
    assert dnc_lists.create("client a", "ann", NOW) not in (first, other)


def test_records_on_lists_are_counted_some_at_a_time(db):
    made = campaigns.create({"name": "Spring", "kind": "MD"}, NOW).id
    put("", "4165550101", "+442079460000", of=7)
    for account, numbers in {
        "A": ["+14165550101"], "B": ["+14165550109"], "C": ["+442079460000", "+14165550101"],
    }.items():  # fmt: skip
        last = a_record(made, *numbers, account=account)
    counted, after = dnc_lists.on_lists(made, [7, 8], 0, 2)
    assert counted == 1
    assert dnc_lists.on_lists(made, [7, 8], after, 2) == (1, last)
    assert dnc_lists.on_lists(made, [7, 8], last, 2) == (0, 0)


def test_campaigns_that_chose_a_list_are_found(db):
    values = {"kind": "MD", "dnc_lists": (7, 12)}
    made = campaigns.create({"name": "Spring"} | values, NOW)
    campaigns.create({"name": "Fall", "kind": "MD"}, NOW)
    assert made.dnc_lists == (7, 12)
    assert [one.name for one in dnc_lists.users(12)] == ["Spring"]
    assert dnc_lists.users(1) == []
    dnc_lists.choose(made.id, [12])
    assert campaigns.get(made.id).dnc_lists == (12,)
    dnc_lists.choose(made.id, [])
    assert models.Campaign.get_by_id(made.id).dnc_lists == ()
