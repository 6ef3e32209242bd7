"""An agent's time, added up: the seconds of all states are the time that passed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.words import AgentState


@dataclass(frozen=True, slots=True)
class Time:
    """A span in one state; ``ended_at`` is None while it goes on."""

    state: AgentState
    reason: str
    campaign: int
    attempt: str
    at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sums:
    """``seconds`` has every state, with zeros; ``pauses`` by reason; ``calls`` they talked in."""

    seconds: dict[AgentState, float]
    pauses: dict[str, float]
    calls: int

    @property
    def at_work(self) -> float:
        """Seconds logged in."""
        return sum(self.seconds.values()) - self.seconds[AgentState.LOGGED_OUT]


def sums(times: Iterable[Time], since: datetime, until: datetime) -> Sums:
    """Of what lies between the two instants; a call counts where its talk began."""
    seconds = dict.fromkeys(AgentState, 0.0)
    pauses: dict[str, float] = {}
    talks: set[str] = set()
    for time in times:
        begun, ended = max(time.at, since), min(time.ended_at or until, until)
        lasted = max(0.0, (ended - begun).total_seconds())
        seconds[time.state] += lasted
        if time.state is AgentState.PAUSED:
            pauses[time.reason] = pauses.get(time.reason, 0.0) + lasted
        if time.state is AgentState.IN_CALL and since <= time.at < until:
            talks.add(time.attempt)
    return Sums(seconds, pauses, len(talks))
