"""A record is changed by hand: what it holds, what becomes of its message, its phones, its gate."""

import pytest

from esl_dialer.core.calls.attempts import NewAttempt, NewClaim
from esl_dialer.core.lists.by_hand import Changes, TypedPhone
from esl_dialer.core.lists.list_rows import ListRow, RowPhone
from esl_dialer.core.words import AudioState, DialOrder, RecordAudio, RecordStatus
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.services.people import editing, phone_marks
from esl_dialer.store import models
from esl_dialer.store.accounts import users
from esl_dialer.store.calls import claims, selection
from esl_dialer.store.lists.list_records import replace_pending
from esl_dialer.store.reports import recounting
from tests.store.rows import NOW, TORONTO, a_campaign, a_record, an_attempt, phones_of

ONE, TWO, THREE = "+14165550100", "+14165550101", "+14165550102"
FIELDS = {"first_name": "JOHN", "last_name": "MUGLIA", "tfn": "8005550100", "balance": "12.50"}
TEXT = "Hello {full_name}, about {custom.Policy No}. Call {tfn}."


@pytest.fixture
def campaign(ctx) -> int:
    return a_campaign(
        name="January", template_en=TEXT, audio_state=AudioState.READY, run_state="active"
    )


@pytest.fixture
def record(campaign) -> int:
    gate = f"{TORONTO}@CA-ON"
    return a_record(campaign, ONE, TWO, fields=FIELDS, custom={"Policy no": "AB"}, gate=gate)


def row(record):
    return models.Record.get_by_id(record)


def phones(record):
    return [(p.position, p.number, p.kind) for p in phones_of(record)]


def change(ctx, record, **changes):
    return editing.change(ctx, record, Changes(**changes))


def test_what_is_changed_is_told_and_all_else_stays(ctx, record):
    assert change(ctx, record, fields={"balance": "$1,000", "city": "Ottawa"}) == (
        "balance", "city",
    )  # fmt: skip
    assert row(record).person.fields["balance"] == "1000.00"
    assert row(record).person.fields["first_name"] == "JOHN"
    assert row(record).person.custom == {"Policy no": "AB"}
    assert phones(record) == [(0, ONE, ""), (1, TWO, "")]
    assert change(ctx, record, fields={"city": "Ottawa"}) == ()
    assert recounting.differences() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"fields": {"full_name": "JANE MUGLIA"}},
        {"fields": {"tfn": "8005550101"}},
        {"custom": {"Policy no": "CD"}},
        {"custom": {"Policy no": None}},
        {"fields": {"account_number": "A99"}, "custom": {"policy no": "X", "Policy no": None}},
    ],
)
def test_a_message_that_says_something_else_is_to_be_spoken_again(ctx, campaign, record, changes):
    change(ctx, record, **changes)
    assert (row(record).audio, row(record).ready) == (RecordAudio.NONE, False)
    assert models.Campaign.get_by_id(campaign).audio_state is AudioState.INCOMPLETE


@pytest.mark.parametrize(
    "changes",
    [
        {"fields": {"balance": "99"}},
        {"fields": {"province": "AB"}},
        {"custom": {"Other": "x"}},
        {"phones": [TypedPhone(THREE)]},
        {"zone": "America/Regina"},
        {"priority": "7"},
    ],
)
def test_a_message_that_says_the_same_stays(ctx, campaign, record, changes):
    assert change(ctx, record, **changes)
    assert selection.promote_due(campaign, NOW, 9, 1) == 1
    assert (row(record).audio, row(record).ready) == (RecordAudio.READY, True)
    assert models.Campaign.get_by_id(campaign).audio_state is AudioState.READY


def test_phones_are_added_changed_removed_and_ordered(ctx, record):
    models.Phone.update(dialed=3).where(models.Phone.number == TWO).execute()
    models.Record.update(next_phone=1).execute()
    wanted = [TypedPhone("416-555-0102", "work"), TypedPhone(TWO, "home"), TypedPhone(ONE)]
    assert change(ctx, record, phones=wanted) == ("phones",)
    assert phones(record) == [(0, THREE, "work"), (1, TWO, "home"), (2, ONE, "")]
    assert row(record).next_phone == 1
    assert models.Phone.get(models.Phone.number == TWO).dialed == 3
    assert change(ctx, record, phones=[TypedPhone(ONE, "primary")]) == ("phones",)
    assert phones(record) == [(0, ONE, "primary")]
    assert row(record).next_phone == 0


def test_a_new_phone_lets_a_record_go_on_whose_phones_are_all_marked(ctx, record):
    for phone in models.Phone.select():
        phone_marks.mark(ctx, record, phone.id, marked=True)
    assert row(record).status is RecordStatus.DNC
    change(ctx, record, phones=[TypedPhone(ONE), TypedPhone(TWO), TypedPhone(THREE)])
    assert row(record).status is RecordStatus.PENDING
    gates = [row(record).gate]
    (one,) = selection.candidates(row(record).campaign_id, gates, 9, DialOrder.RANDOM)
    assert one.number == THREE


def test_a_zone_of_its_own_is_its_gate_until_it_is_taken_off(ctx, record):
    change(ctx, record, zone="America/Regina")
    assert (row(record).person.zone, row(record).gate) == ("America/Regina", "America/Regina@CA-ON")
    change(ctx, record, zone="", fields={"postal_code": "L3S4V6"})
    assert (row(record).person.zone, row(record).gate) == (None, f"{TORONTO}@CA-ON")
    with pytest.raises(Invalid, match="did you mean America/Toronto") as refused:
        change(ctx, record, zone="America/Torronto")
    assert list(refused.value.problems) == ["zone"]


def test_an_overwriting_list_leaves_its_zone(ctx, record):
    change(ctx, record, zone="America/Regina")
    phone = (RowPhone(THREE, "", "", THREE),)
    again = ListRow(2, row(record).account, "JO", "ON", TORONTO, "key", {}, {}, phone)
    assert replace_pending(None, record, again)
    assert (row(record).person.full_name, row(record).gate) == ("JO", "America/Regina@CA-ON")
    assert not replace_pending(None, record, again)


def test_an_account_is_one_in_its_campaign(ctx, campaign, record):
    a_record(campaign, THREE, account="B7")
    with pytest.raises(Invalid, match="'B7' is in the campaign already") as refused:
        change(ctx, record, fields={"account_number": "B7"})
    assert list(refused.value.problems) == ["account_number"]
    change(ctx, record, fields={"account_number": "0012"})
    assert (row(record).account, row(record).account_key) == ("0012", "12")


def test_an_owner_is_a_user(ctx, record):
    users.seed_roles()
    users.create({"username": "vera", "password_hash": "x"}, "viewer", NOW)
    change(ctx, record, owner="vera")
    assert row(record).person.owner_agent == "vera"
    with pytest.raises(Invalid, match="there is no user 'nobody'") as refused:
        change(ctx, record, owner="nobody", priority="many")
    assert set(refused.value.problems) == {"owner", "priority"}
    users.by_name("vera")
    models.User.update(active=False).execute()
    change(ctx, record, priority="3")
    assert (row(record).person.owner_agent, row(record).priority) == ("vera", 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"phones": [TypedPhone(THREE)]},
        {"zone": "America/Regina"},
        {"fields": {"did": "4165559998"}},
    ],
)
def test_what_a_tick_read_before_is_not_dialed(ctx, campaign, record, changes):
    (read,) = claims.load([record])
    change(ctx, record, **changes)
    new = NewAttempt(
        id="one",
        campaign=campaign,
        record=record,
        phone=read.phone,
        run=1,
        number=read.number,
        owner="engine",
        claimed_at=NOW,
        start_at=NOW,
    )
    assert not claims.commit_all([NewClaim(new, expected=read.status)])
    assert selection.promote_due(campaign, NOW, 9, 1) == 1
    assert an_attempt(record, "two")


def test_one_that_is_being_called_is_left(ctx, record):
    assert an_attempt(record, "one")
    with pytest.raises(Refused, match="being called now"):
        change(ctx, record, priority="3")


def test_one_that_waits_goes_on_waiting(ctx, record):
    waits = {"status": RecordStatus.RETRY, "not_before": NOW, "ready": False, "urgent": True}
    models.Record.update(**waits).execute()
    change(ctx, record, priority="3")
    assert {name: getattr(row(record), name) for name in waits} == waits


def test_who_may_only_look_changes_nothing_and_the_trail_says_who_did(ctx, viewer, record):
    with pytest.raises(Forbidden):
        change(viewer, record, priority="3")
    change(ctx, record, priority="3")
    (noted,) = models.Audit.select()
    assert (noted.action, noted.subject) == ("record.edit", f"record {record}")
    assert noted.detail["changed"] == ["priority"]
    with pytest.raises(NotFound):
        change(ctx, 999, priority="3")


def test_a_phone_that_is_taken_out_and_added_again_keeps_its_mark(ctx, record):
    """By hand, and by a list that overwrites: nobody is called who asked not to be."""
    phone_marks.mark(ctx, record, phones_of(record)[1].id, marked=True)
    change(ctx, record, phones=(TypedPhone(ONE),))
    assert [phone.do_not_call for phone in phones_of(record)] == [False]
    change(ctx, record, phones=(TypedPhone(ONE), TypedPhone(TWO)))
    assert [phone.do_not_call for phone in phones_of(record)] == [False, True]
    phone_marks.mark(ctx, record, phones_of(record)[1].id, marked=False)
    change(ctx, record, phones=(TypedPhone(ONE),))
    change(ctx, record, phones=(TypedPhone(ONE), TypedPhone(TWO)))
    assert [phone.do_not_call for phone in phones_of(record)] == [False, False]
