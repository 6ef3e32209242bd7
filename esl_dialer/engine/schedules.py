"""Campaigns that start and end by themselves, and what is marked once they have ended.

Whatever is due is found by looking: at each schedule, and at what was dealt with. So an edge that
came while no engine ran is made up, once, at the next look; of several that passed the last counts.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from esl_dialer.core.campaigns.by_itself import Step, step_due
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.campaigns.starting import on_the_wall, reasons_not_to_start
from esl_dialer.core.rules.business_day import business_zone, start_of_day
from esl_dialer.core.says import Says
from esl_dialer.core.words import RunState
from esl_dialer.engine.daily_tasks import SCHEDULER
from esl_dialer.runtime.logs import line
from esl_dialer.store.campaigns import campaigns, resetting, starting
from esl_dialer.store.campaigns.campaigns import Planned
from esl_dialer.store.campaigns.transitions import transition
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import filtering
from esl_dialer.store.system import outbox, restorations, settings

log = logging.getLogger(__name__)

REASON = "schedule"
"""Why a campaign is in its run state, as its page shows it."""

LOOKED_AT_BEFORE = timedelta(minutes=15)
"""Its start: so that whom it means is known as of then."""

Simulated = bool | None
"""Whether the switch is; None: that is not known now, so that nothing is started."""


Forbids = Callable[[Campaign, bool], list[Says]]
"""What else forbids a start of the campaign, in a new run or not: the law of its message."""


def nothing_forbids(campaign: Campaign, anew: bool) -> list[Says]:
    return []


class Schedules:
    """``carry_out`` does all that is due now. That a start waits is told once for each start, by
    each engine; the notices tell it once."""

    def __init__(self, forbids: Forbids = nothing_forbids) -> None:
        self._forbids = forbids
        self._told: set[tuple[int, datetime]] = set()
        self._looked: set[tuple[int, datetime]] = set()

    def carry_out(self, now: datetime, simulated: Simulated) -> None:
        today = start_of_day(now, business_zone(settings.read().business_zone))
        for one in campaigns.planned():
            self._look_before(one, now)
            if step_due(one, now, today):
                self._look_again(one.id, now, today, simulated)

    def _look_before(self, one: Planned, now: datetime) -> None:
        """Some time before it starts its filter is applied anew; who is on a do-not-call list is
        asked of each record as it is dialed."""
        starts = one.schedule.next_start(now)
        if starts is None or starts - now > LOOKED_AT_BEFORE or (one.id, starts) in self._looked:
            return
        self._looked.add((one.id, starts))
        with transaction():
            filtering.ask_if_filtered(one.id)
        log.info(line("campaign.looked_at", campaign=one.id))

    def _look_again(
        self, campaign_id: int, now: datetime, today: datetime, simulated: Simulated
    ) -> None:
        """Do what is due, of the campaign as it stands while nobody else changes it: who stopped it
        or moved its end since it was found has decided. After a restore nothing is due before a
        person's word: what was called meanwhile is not known."""
        with transaction():
            campaigns.hold(campaign_id)
            campaign = campaigns.get(campaign_id)
            if campaign.archived_at is not None or campaign_id in restorations.holds():
                return
            match step_due(campaign, now, today):
                case Step.END:
                    self._end(campaign, now)
                case Step.START:
                    self._start(campaign, now, simulated)
                case Step.GO_ON:
                    self._go_on(campaign, now, simulated)

    def _end(self, campaign: Campaign, now: datetime) -> None:
        if transition(SCHEDULER, campaign, Verb.COMPLETE, now, reason=REASON).happened:
            log.info(line("campaign.ended", campaign=campaign.id))

    def _start(self, campaign: Campaign, now: datetime, simulated: Simulated) -> None:
        """In a new run, where it has a recurrence and was dialed."""
        active = campaign.run_state is RunState.ACTIVE
        if active and not campaign.schedule.recurrence:
            campaigns.met(campaign.id, now)
            return
        if simulated is None:
            return
        found = starting.facts(campaign, simulated=simulated, occurrence=True)
        if active and not found.anew:
            campaigns.met(campaign.id, now)
            return
        reasons = reasons_not_to_start(campaign, found, now)
        if reasons := reasons + self._forbids(campaign, found.anew):
            self._tell(campaign, reasons, now)
            return
        self._begin(campaign, now, simulated=simulated, anew=found.anew)

    def _go_on(self, campaign: Campaign, now: datetime, simulated: Simulated) -> None:
        """In the run that there is."""
        if simulated is None:
            return
        found = starting.facts(campaign, simulated=simulated)
        reasons = reasons_not_to_start(campaign, found, now)
        if not reasons + self._forbids(campaign, False):
            self._begin(campaign, now, simulated=simulated, anew=False)

    def _begin(self, campaign: Campaign, now: datetime, *, simulated: bool, anew: bool) -> None:
        also: dict[str, Any] = {"simulated": simulated}
        verb = Verb.RENEW if anew else Verb.START
        if anew:
            also |= {"closing_at": None, "renewing_at": _begun(campaign, now), "renewed_to": 0}
            also |= {"planned_until": now, "last_run_at": now}
        done = transition(SCHEDULER, campaign, verb, now, reason=REASON, also=also)
        if done.happened and anew:
            resetting.begin_run(campaign, now)
        if done.happened:
            log.info(line("campaign.started", campaign=campaign.id, new_run=anew))

    def _tell(self, campaign: Campaign, reasons: list[Says], now: datetime) -> None:
        last = campaign.schedule.last_edge(now)
        if last is None or (campaign.id, last[0]) in self._told:
            return
        self._told.add((campaign.id, last[0]))
        told = {"at": on_the_wall(campaign, last[0]), "why": reasons[0].to_json()}
        outbox.put("campaign.waits", told, now, campaign.id)
        log.warning(line("campaign.waits", campaign=campaign.id, why=reasons[0]))


def _begun(campaign: Campaign, now: datetime) -> datetime:
    """Since when what was called is of the run that begins. A start that came in the time that a
    restored database does not know was carried out then: whom the switch's records say it called
    is not called again."""
    edge, last = campaign.schedule.last_edge(now), restorations.last()
    if edge is None or last is None or not last.gap.since <= edge[0] <= last.noticed_at:
        return now
    return edge[0]
