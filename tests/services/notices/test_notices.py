"""Notices: from what happened to what people are told, once each, wherever it is cut off."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.campaigns.hours import Window
from esl_dialer.core.notices.notices import WORDINGS, News, Notice, NoticeKind
from esl_dialer.core.notices.notifiers import MOST_TRIES, Channel, Notifiers, NotSent, again_at
from esl_dialer.core.rules.rule import Conditions
from esl_dialer.core.says import Says
from esl_dialer.core.speech.audio_folders import LostFolder
from esl_dialer.core.system.settings import FIELDS
from esl_dialer.core.words import RunState
from esl_dialer.engine import noticing
from esl_dialer.engine.noticing import SETTLED, Noticing, Stalls, read_outbox, tell
from esl_dialer.runtime.languages import catalogue
from esl_dialer.services.errors import Forbidden, Refused
from esl_dialer.services.notices import notices
from esl_dialer.services.system import preferences
from esl_dialer.store import models
from esl_dialer.store.notices import notices as stored
from esl_dialer.store.system import outbox
from esl_dialer.store.system import settings as stored_settings
from tests.engine.campaigns import active_campaign
from tests.fakes import run_here
from tests.store.rows import NOW, a_campaign, a_record


class Post:
    """Both couriers: keeps what it takes, and fails while told to."""

    def __init__(self) -> None:
        self.taken: list[tuple[object, object]] = []
        self.broken = False
        self.couriers = Notifiers(self.take, self.take)

    def take(self, target, message) -> None:
        if self.broken:
            raise NotSent(Says("the server is away"))
        self.taken.append((target, message))


@pytest.fixture
def post(ctx):
    """Both channels are set up."""
    preferences.save(
        ctx,
        {
            "smtp_host": "mail.test", "smtp_from": "dialer@floor.test",
            "notice_mail_to": "a@floor.test, b@floor.test",
            "notice_webhook_url": "https://hooks.test/x", "notice_webhook_secret": "hush",
        },
    )  # fmt: skip
    return Post()


def happens(ctx, kind, payload, campaign=None):
    outbox.put(kind, payload, ctx.now(), campaign)


def read(ctx):
    ctx.clock.at += SETTLED
    while read_outbox(ctx.now()):
        pass


def kinds():
    return [str(one.kind) for one in stored.page(0, 100)][::-1]


# --- what becomes a notice -----------------------------------------------------------------


def test_every_kind_has_both_texts_with_the_same_values_and_a_switch():
    assert set(WORDINGS) == set(NoticeKind)
    for kind, wording in WORDINGS.items():
        notice = Notice(1, NOW, kind, "", None, dict.fromkeys(VALUES, "x"))
        english, french = str(notice.says), notice.says.told(catalogue("fr"))
        assert "{" not in english + french
        assert english != french
        if kind not in ALWAYS_TOLD:
            assert FIELDS[wording.setting].default is True


ALWAYS_TOLD = {
    NoticeKind.AUDIO_LOST, NoticeKind.AUDIO_FOUND, NoticeKind.MESSAGES_GONE,
    NoticeKind.LAW_UNREADABLE, NoticeKind.LAW_READ, NoticeKind.MESSAGES_BACK,
    NoticeKind.RESTORED, NoticeKind.GONE_ON, NoticeKind.TEST,
}  # fmt: skip
VALUES = (
    "campaign", "dialable", "minutes", "gateway", "megabytes", "day", "error", "who",
    "list", "good", "bad", "done", "failed", "cause", "why", "count",
    "since", "removed", "files", "at",
)  # fmt: skip


def test_what_happened_is_told_once_however_often_it_is_read(ctx):
    number = active_campaign([["4165550101"]])
    happens(ctx, "campaign", {"run_state": "completed"}, number)
    happens(ctx, "campaign", {"run_state": "paused"}, number)
    happens(ctx, "attempt", {"attempt": "x"}, number)
    read(ctx)
    read(ctx)
    assert kinds() == ["campaign_finished"]
    assert str(stored.page(0, 1)[0].says) == "Rehearsal is finished: nothing is left to dial."


def test_why_a_list_failed_is_told_in_the_language_of_the_notice(ctx):
    error = Says("reading it broke: {error}", error="KeyError: 3")
    told = {"list": "May", "good": 0, "bad": 0, "error": error.to_json()}
    happens(ctx, "list", {"list": 1, "status": "failed", "told": told}, campaign=77)
    read(ctx)
    (one,) = stored.page(0, 1)
    english, french = (notices.shown(one, language) for language in ("en", "fr"))
    assert english["text"] == "May could not be imported into 77: reading it broke: KeyError: 3"
    assert french["text"].endswith("sa lecture a échoué : KeyError: 3")
    assert english["values"]["error"] == "reading it broke: KeyError: 3"


def test_a_restart_between_two_entries_loses_and_repeats_nothing(ctx, monkeypatch):
    monkeypatch.setattr(noticing, "BATCH", 1)
    for name in "ab":
        happens(ctx, "gateway.down", {"gateway": name})
    ctx.clock.at += SETTLED
    read_outbox(ctx.now())
    assert kinds() == ["gateway_down"]
    read(ctx)
    assert [one.subject for one in stored.page(0, 9)] == ["b", "a"]


def test_a_crash_while_reading_is_as_if_nothing_was_read(ctx, monkeypatch):
    happens(ctx, "gateway.down", {"gateway": "a"})
    happens(ctx, "gateway.down", {"gateway": "b"})
    real, seen = noticing._put, []

    def dies(news, now):
        seen.append(news)
        if len(seen) == 2:
            raise KeyboardInterrupt
        real(news, now)

    with monkeypatch.context() as patched:
        patched.setattr(noticing, "_put", dies)
        with pytest.raises(KeyboardInterrupt):
            read(ctx)
    assert kinds() == []
    read(ctx)
    assert kinds() == ["gateway_down", "gateway_down"]


def test_trouble_is_told_once_and_its_end_once(ctx):
    for kind in ("up", "down", "down", "up", "up", "down"):
        happens(ctx, f"gateway.{kind}", {"gateway": "carrier"})
    read(ctx)
    assert kinds() == ["gateway_down", "gateway_up", "gateway_down"]


def test_a_failed_upload_is_told_once_for_its_day_though_it_is_tried_again(ctx):
    for error in ("no route", "no route", "refused"):
        happens(ctx, "daily", {"task": "export", "day": "2026-11-22", "error": error})
    happens(ctx, "daily", {"task": "cleanup", "day": "2026-11-22", "error": "x"})
    read(ctx)
    assert kinds() == ["export_failed"]


def test_a_kind_that_is_switched_off_is_not_told(ctx):
    preferences.save(ctx, {"notice_gateway": False})
    happens(ctx, "gateway.down", {"gateway": "carrier"})
    read(ctx)
    assert kinds() == []


def test_the_name_of_a_deleted_campaign_is_its_number(ctx):
    happens(ctx, "campaign", {"run_state": "completed"}, 77)
    read(ctx)
    assert str(stored.page(0, 1)[0].says).startswith("77 is finished")


def test_the_newest_entry_of_the_outbox_stays_so_that_no_number_is_given_twice(ctx):
    happens(ctx, "gateway.down", {"gateway": "a"})
    read(ctx)
    ctx.clock.at += timedelta(hours=3)
    outbox.trim(ctx.now())
    happens(ctx, "gateway.down", {"gateway": "b"})
    read(ctx)
    assert [one.subject for one in stored.page(0, 9)] == ["b", "a"]


# --- looks ---------------------------------------------------------------------------------


@pytest.fixture
def watch(ctx, tmp_path, post):
    """A Noticing whose switch the test holds in its hand."""
    switch = {"up": True, "simulated": True}
    condition = {"switch": switch, "lost_audio": {}}
    sent = []
    made = Noticing(
        sql=run_here,
        clock=ctx.clock,
        data=tmp_path,
        condition=lambda: condition,
        send=lambda: sent.append(notices.send_due(ctx, post.couriers)) or "",
    )
    made.switch, made.condition, made.sent = switch, condition, sent
    stored_settings.put("notice_disk_mb", 1, ctx.now(), "test")
    return made


def test_a_switch_that_stays_away_is_told_and_so_is_its_return(watch, ctx):
    watch.run()
    watch.switch["up"] = False
    watch.run()
    ctx.clock.at += timedelta(seconds=20)
    watch.run()
    assert kinds() == []
    ctx.clock.at += timedelta(seconds=20)
    for _ in range(3):
        watch.run()
    assert kinds() == ["switch_down"]
    watch.switch["up"] = True
    watch.run()
    watch.run()
    assert kinds() == ["switch_down", "switch_up"]
    assert sum(sent for sent, _ in watch.sent) == 4


def test_a_disk_is_low_once_and_back_when_there_is_more_than_just_enough(ctx):
    preferences.save(ctx, {"notice_disk_mb": 1000})
    for free in (1500, 900, 800, 1100, 900, 1300, 2000):
        tell(noticing.of_disk(free), ctx.now())
    assert kinds() == ["disk_low", "disk_back"]


def stalls_after(ctx, *minutes, hold=None):
    """What looks after so many minutes find."""
    stalls, found = Stalls(), []
    for minute in minutes:
        now = NOW + timedelta(minutes=minute)
        holds = Conditions(switch_simulated=True, hours_count=False)
        found += stalls.look(replace(holds, **(hold or {})), now)
    return found


def test_a_campaign_that_could_dial_and_does_not_is_told_after_its_minutes(ctx):
    number = active_campaign([["4165550101"], ["4165550102"]])
    assert stalls_after(ctx, 0, 9) == []
    (found,) = stalls_after(ctx, 0, 5, 10)
    assert (found.campaign, found.values["dialable"]) == (number, 2)
    tell([found, *stalls_after(ctx, 0, 10, 20)], ctx.now())
    assert kinds() == ["campaign_stalled"]


@pytest.mark.parametrize(
    "hold",
    [{"switch_up": False}, {"global_cpm": 0.0}, {"hours_count": True, "switch_simulated": False}],
)
def test_what_holds_a_campaign_back_is_no_stall(ctx, hold):
    active_campaign([["4165550101"]])
    models.Campaign.update(window=Window(((),) * 7)).execute()
    assert stalls_after(ctx, 0, 10, 20, hold=hold) == []


def test_minutes_count_from_when_something_could_be_dialed(ctx):
    active_campaign([["4165550101"]])
    models.Record.update(not_before=NOW + timedelta(minutes=30)).execute()
    assert stalls_after(ctx, 0, 10, 20, 31, 40) == []
    assert stalls_after(ctx, 31, 41) != []


def test_a_paused_campaign_does_not_stall(ctx):
    active_campaign([["4165550101"]])
    models.Campaign.update(run_state=RunState.PAUSED).execute()
    assert stalls_after(ctx, 0, 60) == []


# --- sending -------------------------------------------------------------------------------


def test_a_notice_goes_by_both_channels_once(ctx, post):
    tell([News(NoticeKind.SWITCH_DOWN)], ctx.now())
    assert notices.send_due(ctx, post.couriers) == (2, 0)
    assert notices.send_due(ctx, post.couriers) == (0, 0)
    (mail, said), (hook, posted) = post.taken
    assert mail.recipients == ("a@floor.test", "b@floor.test")
    assert said.text == posted.body["text"] == "The switch can't be reached: no calls are placed."
    assert hook.url == "https://hooks.test/x"
    assert said.identity == posted.identity


def test_mail_is_in_the_language_that_is_set(ctx, post):
    preferences.save(ctx, {"notice_language": "fr"})
    tell([News(NoticeKind.SWITCH_DOWN)], ctx.now())
    notices.send_due(ctx, post.couriers)
    assert post.taken[0][1].text.startswith("Le commutateur est injoignable")


def test_what_is_not_taken_is_tried_again_later_and_again(ctx, post):
    tell([News(NoticeKind.SWITCH_DOWN)], ctx.now())
    post.broken = True
    assert notices.send_due(ctx, post.couriers) == (0, 2)
    assert notices.send_due(ctx, post.couriers) == (0, 0)
    assert stored.failing(ctx.now()) == dict.fromkeys(Channel, Says("the server is away"))
    ctx.clock.at += timedelta(seconds=30)
    assert notices.send_due(ctx, post.couriers) == (0, 2)
    post.broken = False
    ctx.clock.at += timedelta(seconds=60)
    assert notices.send_due(ctx, post.couriers) == (2, 0)
    assert stored.failing(ctx.now()) == {}


def test_it_is_given_up_after_some_hours(ctx, post):
    tell([News(NoticeKind.SWITCH_DOWN)], ctx.now())
    post.broken = True
    tries = 0
    while stored.any_due(ctx.now()) or models.NoticeSending.select().where(
        models.NoticeSending.next_at.is_null(False)
    ):
        tries += notices.send_due(ctx, post.couriers)[1]
        ctx.clock.at += timedelta(minutes=10)
    assert tries == 2 * MOST_TRIES


def test_one_who_died_while_sending_is_followed_by_another(ctx, post):
    tell([News(NoticeKind.SWITCH_DOWN)], ctx.now())

    def dies(target, message):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        notices.send_due(ctx, Notifiers(dies, dies))
    assert notices.send_due(ctx, post.couriers) == (1, 0)
    ctx.clock.at += timedelta(minutes=2)
    assert notices.send_due(ctx, post.couriers) == (1, 0)


@pytest.mark.parametrize("broken", [False, True])
def test_a_sender_that_another_overtook_does_not_say_how_it_went(ctx, post, broken):
    """It was silent for longer than its turn: what it says late would undo what the other said."""
    tell([News(NoticeKind.SWITCH_DOWN)], ctx.now())
    others = []

    def slow(target, message):
        if not others:
            ctx.clock.at += notices.TAKEN_FOR
            others.append(notices.send_due(ctx, post.couriers))
            if broken:
                raise NotSent(Says("too late"))

    told = notices.send_due(ctx, Notifiers(slow, slow))
    assert (others, told) == ([(2, 0)], (0, 0))
    assert not models.NoticeSending.select().where(models.NoticeSending.done_at.is_null())
    assert not models.NoticeSending.select().where(models.NoticeSending.next_at.is_null(False))


def test_a_notice_that_another_sender_took_keeps_no_other_waiting(ctx, meanwhile, post):
    tell([News(NoticeKind.SWITCH_DOWN)], ctx.now())
    until = ctx.now() + notices.TAKEN_FOR
    meanwhile(stored, "_oldest_due", lambda: stored.take_due(ctx.now(), until))
    assert notices.send_due(ctx, post.couriers) == (1, 0)


@given(st.integers(1, MOST_TRIES - 1))
def test_waits_grow_to_an_hour(tries):
    wait = again_at(tries, NOW) - NOW
    assert timedelta(seconds=30) <= wait <= timedelta(hours=1)
    following = again_at(tries + 1, NOW)
    assert following is None or following - NOW >= wait


def test_a_test_says_what_is_not_set_and_what_the_server_said(ctx, viewer):
    with pytest.raises(Refused, match="smtp_host is not set"):
        notices.test(ctx, Channel.MAIL, Post().couriers)
    with pytest.raises(Forbidden):
        notices.test(viewer, Channel.MAIL, Post().couriers)


def test_a_lost_audio_directory_is_told_once_for_all_campaigns_and_so_is_its_return(watch, ctx):
    folder = LostFolder("/mnt/audio", "not_there")
    watch.run()
    for lost in ({"1": folder.why.packed()}, {"1": folder.why.packed(), "2": folder.why.packed()}):
        watch.condition["lost_audio"] = lost
        watch.run()
        watch.run()
    assert kinds() == ["audio_lost"]
    assert "the folder /mnt/audio is not there" in str(stored.page(0, 1)[0].says)
    watch.condition["lost_audio"] = {}
    watch.run()
    watch.run()
    assert kinds() == ["audio_lost", "audio_found"]


def test_messages_that_are_gone_are_told_once_with_their_count(watch, ctx):
    campaign = a_campaign(name="May")
    made = [a_record(campaign, f"+1416555010{n}", audio="gone", ready=False) for n in range(3)]
    for _ in range(2):
        watch.run()
        ctx.clock.at += timedelta(minutes=2)
    assert kinds() == ["messages_gone"]
    assert "May are not on the disk: 3 records wait" in str(stored.page(0, 1)[0].says)
    models.Record.update(audio="ready").where(models.Record.id.in_(made)).execute()
    for _ in range(2):
        watch.run()
        ctx.clock.at += timedelta(minutes=2)
    assert kinds() == ["messages_gone", "messages_back"]
