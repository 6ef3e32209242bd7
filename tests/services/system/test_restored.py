"""A person's word for each campaign of a restored database."""

from datetime import timedelta

import pytest

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.restored import Word
from esl_dialer.core.law.caps import Whom
from esl_dialer.core.words import Outcome, RecordStatus
from esl_dialer.services.context import Actor, Context
from esl_dialer.services.errors import Forbidden, Refused
from esl_dialer.services.lists import cancelling
from esl_dialer.services.rules import why
from esl_dialer.services.system import doctor, restored
from esl_dialer.store import models
from esl_dialer.store.calls import contacts
from esl_dialer.store.system import leases, restorations
from tests.restores import noticed
from tests.store.rows import a_campaign, a_record, an_attempt, an_import


def put_back(ctx, unknown, **how):
    return noticed(ctx.now(), unknown, **how)


@pytest.fixture
def spring(ctx):
    campaign = a_campaign(name="Spring")
    for row in range(5):
        a_record(campaign, f"+1416555010{row}", created_at=ctx.now() - timedelta(days=1))
    return campaign


def may_be_dialed(campaign):
    table = models.Record
    return table.select().where((table.campaign == campaign) & table.ready).count()


def test_a_database_that_was_never_restored_waits_for_nothing(ctx, spring):
    assert restored.state(ctx) is None
    assert restored.waiting(ctx) is None
    with pytest.raises(Refused, match="it does not wait for a word"):
        restored.go_on(ctx, spring, Word.DIAL)


def test_called_is_counted_and_holds_their_numbers_back_a_day_everywhere(ctx, spring):
    put_back(ctx, {spring: 5})
    done = restored.go_on(ctx, "Spring", Word.CALLED)
    assert (done.campaign, done.records) == ("Spring", 5)
    rows = list(models.Attempt.select())
    assert {(row.outcome, row.cause) for row in rows} == {(Outcome.LOST, "RESTORED")}
    assert {row.status for row in models.Record.select()} == {RecordStatus.RETRY}
    assert not may_be_dialed(spring)
    assert not models.Claim.select().count()
    (known,) = contacts.of([Whom(999, "+14165550101", "")], ctx.now(), simulated=True)
    assert known.number_heard_at == ctx.now()


def test_tomorrow_is_the_next_business_day_and_counts_nothing(ctx, spring):
    put_back(ctx, {spring: 5})
    assert restored.go_on(ctx, spring, Word.TOMORROW).records == 5
    assert not models.Attempt.select().count()
    (until,) = {row.not_before for row in models.Record.select()}
    there = until.astimezone(ctx.business_zone())
    assert (there.hour, there.minute) == (0, 0)
    assert there.date() == ctx.now().astimezone(ctx.business_zone()).date() + timedelta(days=1)
    assert why.of_campaign(ctx, spring).held_back == {"restored": 5}


def test_dial_leaves_them_as_they_are(ctx, spring):
    put_back(ctx, {spring: 5})
    assert restored.go_on(ctx, spring, Word.DIAL).records == 5
    assert may_be_dialed(spring) == 5
    assert restorations.holds() == {}


def test_where_every_call_is_known_nobody_waits(ctx, spring):
    put_back(ctx, {spring: 0}, claims=0)
    assert restored.go_on(ctx, spring, Word.CALLED).records == 0
    assert may_be_dialed(spring) == 5


def test_who_waits_for_another_reason_is_left_alone(ctx, spring):
    late = a_record(spring, "+14165550199", created_at=ctx.now() - timedelta(days=1))
    models.Record.update(
        status=RecordStatus.RETRY, ready=False, not_before=ctx.now() + timedelta(hours=3)
    ).where(models.Record.id == late).execute()
    put_back(ctx, {spring: 5})
    assert restored.go_on(ctx, spring, Word.CALLED).records == 5
    assert not models.Attempt.select().where(models.Attempt.record == late).count()


def test_a_list_that_is_imported_again_while_it_waits_may_have_been_called_too(ctx, spring):
    put_back(ctx, {spring: 5})
    again = a_record(spring, "+14165550198", created_at=ctx.now() + timedelta(minutes=1))
    assert restored.go_on(ctx, spring, Word.CALLED).records == 6
    assert models.Attempt.get(models.Attempt.record == again).cause == "RESTORED"


def test_one_that_comes_after_the_last_look_is_counted_with_the_word(ctx, spring):
    put_back(ctx, {spring: 0})
    assert restored.go_on(ctx, spring, Word.CALLED).records == 5


def test_no_word_is_taken_while_a_list_is_being_imported(ctx, spring):
    """Its people are not all there yet, and may have been called."""
    put_back(ctx, {spring: 5})
    read = an_import(
        campaign=spring,
        name="May",
        file_name="may.csv",
        stored_path="lists/1",
        sha256="0",
        status="importing",
        created_at=ctx.now(),
    )
    with pytest.raises(Refused, match="a list is being imported into it"):
        restored.go_on(ctx, spring, Word.CALLED)
    cancelling.cancel(ctx, spring, read.id)
    assert restored.go_on(ctx, spring, Word.CALLED).records == 5


def test_what_was_said_of_an_earlier_restore_says_nothing_of_the_next(ctx, spring):
    put_back(ctx, {spring: 5})
    restored.go_on(ctx, spring, Word.CALLED)
    ctx.clock.at += timedelta(days=3)
    put_back(ctx, {spring: 5})
    assert restored.go_on(ctx, spring, Word.CALLED).records == 5
    ends = {row.start_at for row in models.Attempt.select()}
    assert len(ends) == 2


def test_a_campaign_that_is_made_while_others_wait_waits_too(ctx, spring):
    """It may be one that was lost, made again with the same people."""
    put_back(ctx, {spring: 0})
    again = a_campaign(name="Made again")
    assert sorted(restorations.holds()) == [spring, again]
    for one in (spring, again):
        restored.go_on(ctx, one, Word.CALLED)
    later = a_campaign(name="Later")
    assert later not in restorations.holds()


def test_one_that_is_being_called_is_left_to_its_call(ctx, spring):
    (record, *_) = (row.id for row in models.Record.select())
    an_attempt(record, "live")
    put_back(ctx, {spring: 4})
    assert restored.go_on(ctx, spring, Word.CALLED).records == 4
    assert models.Attempt.get_by_id("live").outcome is None


def test_a_word_that_was_cut_off_is_said_again_and_nobody_counts_twice(ctx, spring, monkeypatch):
    put_back(ctx, {spring: 5})
    with monkeypatch.context() as patched:
        patched.setattr(restored, "CHUNK", 2)
        patched.setattr(restored.restorations, "let_go", _cut_off)
        with pytest.raises(InterruptedError):
            restored.go_on(ctx, spring, Word.CALLED)
    assert models.Attempt.select().count() == 5
    assert restorations.holds().keys() == {spring}
    assert restored.go_on(ctx, spring, Word.CALLED).records == 0
    assert models.Attempt.select().count() == 5


def _cut_off(*_):
    raise InterruptedError


def test_a_restore_noticed_long_after_ends_too(ctx, spring):
    """What counts as called three days ago is due again, and is not counted once more."""
    number = put_back(ctx, {spring: 5})
    models.Restoration.update(until=ctx.now() - timedelta(days=3)).where(
        models.Restoration.id == number
    ).execute()
    assert restored.go_on(ctx, spring, Word.CALLED).records == 5


def test_before_the_switch_was_asked_nothing_goes_on(ctx, spring):
    put_back(ctx, {}, asked=False)
    with pytest.raises(Refused, match="the switch was not asked yet"):
        restored.go_on(ctx, spring, Word.DIAL)
    reason = why.of_campaign(ctx, spring).reason
    assert reason is not None
    assert (reason.rule, "has still to be asked" in str(reason.text)) == ("engine_stopped", False)


def test_the_word_is_noted_and_the_last_one_tells_that_it_is_over(ctx, spring):
    fall = a_campaign(name="Fall")
    put_back(ctx, {spring: 5, fall: 0})
    restored.go_on(ctx, spring, Word.CALLED)
    entry = models.Audit.select().where(models.Audit.action == "restored.go_on").get()
    assert (entry.subject, entry.detail) == ("Spring", {"records": 5, "word": "called"})
    kinds = [row.kind for row in models.Outbox.select().order_by(models.Outbox.id)]
    assert "restored.over" not in kinds
    restored.go_on(ctx, fall, Word.CALLED)
    kinds = [row.kind for row in models.Outbox.select().order_by(models.Outbox.id)]
    assert kinds[-1] == "restored.over"
    assert kinds.count("restored") == 1
    state = restored.state(ctx)
    assert state is not None
    assert (state.waiting, [one.word for one in state.campaigns]) == ([], ["called", "called"])


def test_a_word_is_said_once(ctx, spring):
    put_back(ctx, {spring: 5})
    restored.go_on(ctx, spring, Word.TOMORROW)
    with pytest.raises(Refused, match="it does not wait for a word"):
        restored.go_on(ctx, spring, Word.DIAL)


def test_two_who_say_it_at_once_are_told_apart(ctx, spring, meanwhile):
    put_back(ctx, {spring: 0})
    meanwhile(restored.restorations, "holds", lambda: restored.go_on(ctx, spring, Word.TOMORROW))
    with pytest.raises(Refused, match="it does not wait for a word"):
        restored.go_on(ctx, spring, Word.DIAL)
    (held,) = models.HeldCampaign.select()
    assert held.word is Word.TOMORROW


def test_who_only_looks_may_not_say_it(ctx, spring):
    put_back(ctx, {spring: 5})
    viewer = Context(ctx.config, ctx.clock, Actor("v", frozenset({Permission.VIEW})))
    assert restored.unknown(viewer, spring) == 5
    with pytest.raises(Forbidden):
        restored.go_on(viewer, spring, Word.CALLED)


def test_a_restore_on_top_of_one_that_waits_covers_both(ctx, spring):
    put_back(ctx, {spring: 5})
    first = restorations.last()
    ctx.clock.at += timedelta(minutes=10)
    put_back(ctx, {spring: 5}, claims=3)
    second = restorations.last()
    assert first is not None
    assert second is not None
    assert (second.gap.since, second.gap.claims) == (first.gap.since, None)
    assert list(restorations.holds()) == [spring]


def test_why_says_what_waits(ctx, spring):
    leases.acquire("engine-1", ctx.now())
    leases.renew("engine-1", ctx.now(), {"switch": {"up": True}})
    put_back(ctx, {spring: 212})
    reason = why.of_campaign(ctx, spring).reason
    assert reason is not None
    assert reason.rule == "restored"
    assert str(reason.text).endswith("are unknown, 212 records wait for your word")


def test_doctor_says_it_until_the_word_is_said(ctx, spring):
    put_back(ctx, {spring: 0})
    assert not doctor._restored(ctx).good
    restored.go_on(ctx, spring, Word.CALLED)
    assert doctor._restored(ctx).good
