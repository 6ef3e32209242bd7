"""What people are told without asking: read from the outbox, seen by looking, sent from beside.

It works in a thread and a process of its own: neither a slow look nor a slow server keeps the
engine from its events.
"""

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.notices.notices import KINDS, WORDINGS, News, NoticeKind, of_outbox, tells
from esl_dialer.core.notices.notifiers import Channel
from esl_dialer.core.rules.rule import Conditions
from esl_dialer.core.rules.why_not import typical, why_not_campaign, why_not_record
from esl_dialer.core.says import unpacked
from esl_dialer.core.words import RunState
from esl_dialer.engine.daily_tasks import TaskFailed
from esl_dialer.engine.writer import Sql
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line
from esl_dialer.store.calls import attempts, claims
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.law import laws
from esl_dialer.store.notices import notices
from esl_dialer.store.people import records
from esl_dialer.store.rules.conditions import conditions
from esl_dialer.store.speech import audio_files
from esl_dialer.store.system import outbox, settings

log = logging.getLogger(__name__)

READER = "notices"
SETTLED = timedelta(seconds=2)
"""Entries younger than this are read at the next look: one with a lower number may be under way."""

BATCH = 500
LOOK_EVERY = timedelta(seconds=60)
DOWN_FOR = timedelta(seconds=30)
"""A switch that is away for less is no news."""

ROOM_AGAIN = 1.2
"""Times the least room: then the disk is told to have room again."""


class Noticing:
    """``run`` does all that is due; ``send`` delivers what waits, and may take minutes."""

    def __init__(
        self,
        *,
        sql: Sql,
        clock: Clock,
        data: Path,
        condition: Callable[[], dict[str, Any]],
        send: Callable[[], str],
    ) -> None:
        self._sql, self._clock, self._data = sql, clock, data
        self._condition, self._send = condition, send
        self._looked: datetime | None = None
        self._down_since: datetime | None = None
        self._sending = False
        self._lost: list[str] | None = None
        self._stalls = Stalls()

    def run(self) -> None:
        now = self._clock.now()
        while self._sql(read_outbox, now):
            pass
        self._sql(tell, self._of_switch(now), now)
        self._sql(self._tell_of_audio, now)
        if self._looked is None or now - self._looked >= LOOK_EVERY:
            self._looked = now
            self._sql(self._look, now)
        if self._sql(notices.any_due, now):
            self._send_once()

    def _look(self, now: datetime) -> None:
        """What no one writes down: a disk that fills, a campaign that stands still."""
        tell(of_disk(shutil.disk_usage(self._data).free // 2**20), now)
        tell([_named(news) for news in of_gone_messages()], now)
        tell([of_law()], now)
        switch = self._condition()["switch"]
        if switch["up"]:
            found = self._stalls.look(conditions(simulated=switch["simulated"]), now)
            tell([_named(news) for news in found], now)

    def _tell_of_audio(self, now: datetime) -> None:
        """Once, however many campaigns it is of; and when none is lost any more."""
        lost = sorted(set(self._condition().get("lost_audio", {}).values()))
        if lost != self._lost:
            self._lost = lost
            why = {"why": unpacked(lost[0]).to_json()} if lost else {}
            kind = NoticeKind.AUDIO_LOST if lost else NoticeKind.AUDIO_FOUND
            tell([News(kind, values=why)], now)

    def _of_switch(self, now: datetime) -> list[News]:
        if self._condition()["switch"]["up"]:
            self._down_since = None
            return [News(NoticeKind.SWITCH_UP)]
        self._down_since = self._down_since or now
        return [News(NoticeKind.SWITCH_DOWN)] if now - self._down_since >= DOWN_FOR else []

    def _send_once(self) -> None:
        if self._sending:
            return
        self._sending = True
        try:
            log.info(line("notices.sent", told=self._send()))
        except TaskFailed as error:
            log.error(line("notices.not_sent", error=error))
        finally:
            self._sending = False


def read_outbox(now: datetime) -> bool:
    """Make notices of the next entries, and note how far we came, at once; False: no more now."""
    since = notices.read_up_to(READER)
    last = outbox.last_of(since, BATCH, now - SETTLED)
    if last is None:
        return False
    with transaction():
        for entry in outbox.of_kinds(KINDS, since, last):
            news = of_outbox(entry.kind, entry.payload, entry.campaign)
            if news is not None:
                _put(_named(replace(news, key=news.key or f"outbox {entry.number}")), now)
        notices.set_read(READER, last)
    return True


def tell(all_news: list[News], now: datetime) -> None:
    """Write what is news."""
    for news in all_news:
        if _is_told(news):
            with transaction():
                _put(news, now)


def _is_told(news: News) -> bool:
    """Whether people want it, and have not been told."""
    wanted = WORDINGS[news.kind].setting
    return (not wanted or bool(settings.get(wanted))) and tells(news.kind, notices.last_of(news))


def _put(news: News, now: datetime) -> None:
    if not _is_told(news):
        return
    wording = WORDINGS[news.kind]
    key = news.key or f"{news.kind} {news.subject} {now.isoformat()}"
    if notices.put(replace(news, key=key), now, [] if wording.pages_only else channels()):
        outbox.put("notice", {"kind": str(news.kind)}, now, news.campaign)
        log.warning(line("notice", kind=news.kind, subject=news.subject))


def channels() -> list[Channel]:
    """Where notices go, beside the pages."""
    chosen = settings.read()
    given = {
        Channel.MAIL: chosen.smtp_host and chosen.notice_mail_to,
        Channel.WEBHOOK: chosen.notice_webhook_url,
    }
    return [channel for channel, value in given.items() if value]


def _named(news: News) -> News:
    """With the campaign's name among its values; its number, where it was deleted since."""
    if news.campaign is None:
        return news
    try:
        name = campaigns.get(news.campaign).title
    except campaigns.NoSuchCampaign:
        name = str(news.campaign)
    return replace(news, values={**news.values, "campaign": name})


# --- looks -----------------------------------------------------------------------------------


def of_disk(free_mb: int) -> list[News]:
    """Low once, and back once it has room again."""
    least = settings.read().notice_disk_mb
    values = {"megabytes": free_mb}
    if free_mb < least:
        return [News(NoticeKind.DISK_LOW, values=values)]
    return [News(NoticeKind.DISK_BACK, values=values)] if free_mb >= least * ROOM_AGAIN else []


def of_law() -> News:
    """Packs of rules that were added and are no part of the law, once; and when all are again."""
    if files := ", ".join(sorted(laws.left_out())):
        return News(NoticeKind.LAW_UNREADABLE, values={"files": files})
    return News(NoticeKind.LAW_READ)


def of_gone_messages() -> list[News]:
    """Of each campaign whose messages are gone, once; and when they are back."""
    counts = audio_files.gone_counts()
    stand = {int(subject) for subject in notices.standing(NoticeKind.MESSAGES_GONE)}
    found = [
        News(NoticeKind.MESSAGES_GONE, str(campaign), campaign, {"count": count})
        for campaign, count in counts.items()
    ]
    back = (News(NoticeKind.MESSAGES_BACK, str(one), one) for one in stand - counts.keys())
    return [*found, *back]


class Stalls:
    """Campaigns that nothing holds back, and that placed no call for so many minutes.

    A window that opens after a night is no stall: the minutes count from the first look at which
    something could be dialed.
    """

    def __init__(self) -> None:
        self._since: dict[int, datetime] = {}

    def look(self, conditions: Conditions, now: datetime) -> list[News]:
        minutes = settings.read().notice_stall_minutes
        ready, found = {}, []
        for campaign in campaigns.in_state(RunState.ACTIVE):
            last = attempts.last_claimed(campaign.id)
            if last and now - last < LOOK_EVERY:
                continue
            if not (dialable := _dialable(campaign, conditions, now)):
                continue
            since = max(filter(None, (self._since.get(campaign.id, now), last)))
            ready[campaign.id] = since
            if now - since >= timedelta(minutes=minutes):
                values = {"dialable": dialable, "minutes": minutes}
                key = f"stalled {campaign.id} {last or campaign.run_state_at}"
                found.append(News(NoticeKind.STALLED, str(campaign.id), campaign.id, values, key))
        self._since = ready
        return found


def _dialable(campaign: Campaign, conditions: Conditions, now: datetime) -> int:
    """Records that nothing holds back; 0 when something holds back all."""
    load = claims.load_of(campaign)
    if why_not_campaign(campaign, conditions, now, load):
        return 0
    return sum(
        group.count
        for group in records.groups(campaign.id, now)
        if not why_not_record(typical(group), campaign, conditions, now)
    )
