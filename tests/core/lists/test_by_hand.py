"""A record typed by hand: read as a list's row is, with each problem at its field."""

from dataclasses import replace

import pytest

from esl_dialer.core.lists.by_hand import Typed, TypedPhone, as_typed, read

FIELDS = {
    "account_number": "12345", "first_name": "JOHN", "last_name": "MUGLIA", "province": "Ontario",
    "full_name": "JOHN MUGLIA", "tfn": "800-270-9938", "balance": "$1,234.50",
    "postal_code": "L3S 4V6", "assign_date": "2026-01-15",
}  # fmt: skip
WHOLE = Typed(
    FIELDS, (TypedPhone("416-555-0100", "home"), TypedPhone("")), (("Policy no", "AB-12"), ("", ""))
)
KEPT = (TypedPhone("+14165550100", "home"),)


def test_it_is_a_record():
    entry, problems = read(WHOLE)
    assert problems == {}
    assert (entry.account, entry.full_name, entry.province) == ("12345", "JOHN MUGLIA", "ON")
    assert entry.gate == "America/Toronto@CA-ON"
    assert (entry.fields["balance"], entry.fields["tfn"]) == ("1234.50", "8002709938")
    assert entry.custom == {"Policy no": "AB-12"}
    assert [(p.number, p.kind) for p in entry.phones] == [("+14165550100", "home")]
    assert (entry.zone, entry.priority, entry.owner) == (None, 0, "")


def test_what_was_read_is_read_the_same_again():
    entry, _ = read(WHOLE)
    again = entry.fields | {
        "account_number": entry.account, "full_name": entry.full_name, "province": entry.province,
    }  # fmt: skip
    phones = tuple(TypedPhone(p.number, p.kind) for p in entry.phones)
    same, problems = read(replace(WHOLE, fields=again, phones=phones))
    assert problems == {}
    assert replace(same, phones=()) == replace(entry, phones=())


def test_its_own_zone_goes_before_all_else():
    entry, _ = read(replace(WHOLE, zone="America/Regina"))
    assert (entry.zone, entry.gate) == ("America/Regina", "America/Regina@CA-ON")


def test_a_zone_that_a_list_said_is_asked_beside_the_others_until_a_person_sets_one():
    kept = replace(WHOLE, zone="America/Regina", phones=KEPT)
    entry, _ = read(kept, kept)
    assert (entry.zone, entry.zone_by_hand) == ("America/Regina", False)
    assert entry.gate == "America/Regina|America/Toronto@CA-ON"
    entry, _ = read(replace(kept, zone="America/Winnipeg"), kept)
    assert (entry.zone_by_hand, entry.gate) == (True, "America/Winnipeg@CA-ON")
    by_hand = replace(kept, zone_by_hand=True)
    entry, _ = read(replace(by_hand, priority="5"), by_hand)
    assert (entry.zone_by_hand, entry.gate) == (True, "America/Regina@CA-ON")
    entry, _ = read(replace(by_hand, zone=""), by_hand)
    assert (entry.zone, entry.zone_by_hand) == (None, False)


def test_a_full_name_may_be_left_to_its_parts():
    entry, _ = read(replace(WHOLE, fields=FIELDS | {"full_name": " "}))
    assert entry.full_name == "JOHN MUGLIA"


def test_a_full_name_that_its_parts_made_follows_them():
    kept = replace(WHOLE, fields=FIELDS | {"first_name": "John"}, phones=KEPT)
    entry, _ = read(replace(kept, fields=FIELDS | {"first_name": "Jane"}), kept)
    assert entry.full_name.upper() == "JANE MUGLIA"
    own = replace(kept, fields=FIELDS | {"full_name": "MUGLIA AND SONS"})
    entry, _ = read(replace(own, fields=own.fields | {"first_name": "Jane"}), own)
    assert entry.full_name == "MUGLIA AND SONS"
    entry, _ = read(replace(kept, fields=FIELDS | {"full_name": "J. MUGLIA"}), kept)
    assert entry.full_name == "J. MUGLIA"


def test_fields_of_its_own_that_a_list_named_keep_nobody_from_changing_others():
    named = (("{Policy}", "1"), ("n" * 100, "2"), ("policy no", "3"), ("Policy No", "4"))
    kept = replace(WHOLE, custom=named, phones=KEPT)
    entry, problems = read(replace(kept, priority="7"), kept)
    assert problems == {}
    assert entry.custom == dict(named)
    changed = (("{Policy}", "9"), *named[1:])
    assert list(read(replace(kept, custom=changed), kept)[1]) == ["custom_1"]


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"fields": FIELDS | {"account_number": ""}}, "account_number", "required"),
        ({"fields": FIELDS | {"account_number": "a/b"}}, "account_number", "not an account number"),
        ({"fields": FIELDS | {"province": "Puebla"}}, "province", "not a province"),
        ({"fields": FIELDS | {"balance": "much"}}, "balance", "not an amount"),
        ({"fields": FIELDS | {"assign_date": "03/04/2026"}}, "assign_date", "day or month first?"),
        ({"fields": FIELDS | {"tfn": "12"}}, "tfn", "short service number"),
        ({"fields": FIELDS | {"city": "x" * 300}}, "city", "longer than 255"),
        ({"phones": ()}, "phone_1", "no phone number that can be called"),
        ({"phones": (TypedPhone("416-555-0100"), TypedPhone("911"))}, "phone_2", "emergency"),
        ({"phones": (TypedPhone("4165550100"), TypedPhone("416 555 0100"))}, "phone_2", "twice"),
        ({"phones": (TypedPhone("4165550100", "boat"),)}, "phone_1", "no type of phone 'boat'"),
        ({"phones": (TypedPhone("416-555-0100 dnc"),)}, "phone_1", "not to call: dnc"),
        ({"custom": (("", "x"),)}, "custom_1", "name this field"),
        ({"custom": (("A", "1"), ("a", "2"))}, "custom_2", "twice"),
        ({"custom": (("a{b", "1"),)}, "custom_1", "no braces"),
        ({"zone": "Toronto"}, "zone", "did you mean America/Toronto?"),
        ({"priority": "1000"}, "priority", "from 0 to 999"),
        ({"priority": "high"}, "priority", "from 0 to 999"),
    ],
)
def test_each_problem_is_told_at_its_field(changes, field, told):
    entry, problems = read(replace(WHOLE, **changes))
    assert entry is None
    assert list(problems) == [field]
    assert told in str(problems[field])


def test_all_problems_are_told_at_once():
    _, problems = read(Typed(zone="nowhere at all"))
    assert problems.keys() >= {"account_number", "last_name", "province", "tfn", "phone_1", "zone"}


def test_what_stands_there_is_not_judged_again():
    """A cell that was too long; a number that is in use no more, with its extension."""
    phones = (TypedPhone(as_typed("+19995550100", "12")), TypedPhone(as_typed("+14165550100", "")))
    old = replace(WHOLE, fields=FIELDS | {"city": "x" * 300}, phones=phones)
    entry, problems = read(old, old)
    assert problems == {}
    assert [(p.number, p.extension) for p in entry.phones] == [
        ("+19995550100", "12"), ("+14165550100", ""),
    ]  # fmt: skip
    assert list(read(old)[1]) == ["city", "phone_1"]


def test_what_the_words_of_a_cell_say_is_taken_too():
    entry, _ = read(replace(WHOLE, phones=(TypedPhone("cell 416-555-0100 ext 12"),)))
    assert entry.phones[0][:3] == ("+14165550100", "12", "mobile")
