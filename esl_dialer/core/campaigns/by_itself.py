"""What a campaign's schedule wants of it now, and when it next starts by itself."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from esl_dialer.core.campaigns.schedule import Edge, Schedule, due
from esl_dialer.core.words import RunState

AUTO_STOP = "auto-stop"
"""Why a campaign is paused, where its end of the day paused it."""


class Standing(Protocol):
    """A campaign, as far as its schedule asks."""

    @property
    def schedule(self) -> Schedule: ...
    @property
    def planned_until(self) -> datetime | None: ...
    @property
    def run_state(self) -> RunState: ...
    @property
    def run_reason(self) -> str: ...
    @property
    def run_state_at(self) -> datetime | None: ...


class Step(StrEnum):
    START = "start"
    END = "end"
    GO_ON = "go_on"
    """In the run that there is: the auto-stop paused it on a day that is over."""


def step_due(campaign: Standing, now: datetime, today: datetime) -> Step | None:
    """What is to be done now. ``today``: the first instant of the business day."""
    match due(campaign.schedule, campaign.planned_until, now):
        case Edge.START:
            return Step.START
        case Edge.END:
            return Step.END
        case _:
            goes_on = _goes_on(campaign, now) and (campaign.run_state_at or now) < today
            return Step.GO_ON if goes_on else None


def starts_later(campaign: Standing, now: datetime) -> bool:
    """Whether it will dial by itself, unless somebody decides otherwise: at its next start, or when
    the business day is over."""
    return _goes_on(campaign, now) or campaign.schedule.next_start(now) is not None


def _goes_on(campaign: Standing, now: datetime) -> bool:
    """The auto-stop paused it in the time of its schedule. One that a person paused stays so."""
    if (campaign.run_state, campaign.run_reason) != (RunState.PAUSED, AUTO_STOP):
        return False
    last = campaign.schedule.last_edge(now) if campaign.schedule else None
    return last is not None and last[1] is Edge.START
