"""The figures as Prometheus reads them."""

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from esl_dialer.core.words import OPEN_STATES, Outcome
from esl_dialer.services.system.monitoring import Figures

LINK = {
    "events": "Events received from the switch.",
    "gaps": "Gaps in the numbering of the switch's events.",
    "missing": "Events that a gap left out.",
    "late": "Events that came after later ones.",
    "unreadable": "Events that could not be read.",
    "overflows": "Times that the queue of events was full.",
    "losses": "Times that the connection to the switch was lost.",
}
"""What the engine counts since its start, and what each is."""


class Metrics(Collector):
    """Counts settled attempts since the start of the day on which it was first asked.

    A correction of an attempt's outcome never takes a counter back: Prometheus would read that as
    a restart.
    """

    def __init__(self, read: Callable[[datetime], Figures], today: Callable[[], datetime]) -> None:
        self._read, self._today = read, today
        self._since: datetime | None = None
        self._attempts: dict[tuple[Outcome, bool], int] = {}

    def text(self) -> bytes:
        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)

    def describe(self) -> list[Metric]:
        """Nothing is read to be registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        self._since = self._since or self._today()
        now = self._read(self._since)
        yield from _condition(now)
        yield from _calls(now)
        yield self._attempts_so_far(now)
        yield from _work(now)
        for name, told in LINK.items():
            yield CounterMetricFamily(f"dialer_switch_{name}", told, value=now.link.get(name, 0))

    def _attempts_so_far(self, now: Figures) -> Metric:
        for key, count in now.attempts.items():
            self._attempts[key] = max(count, self._attempts.get(key, 0))
        family = CounterMetricFamily(
            "dialer_attempts", "Calls that are settled.", labels=("outcome", "simulated")
        )
        for outcome in Outcome:
            for simulated in (False, True):
                count = self._attempts.get((outcome, simulated), 0)
                family.add_metric((str(outcome), str(simulated).lower()), count)
        return family


def _condition(now: Figures) -> Iterator[Metric]:
    condition = now.condition
    gauges = {
        "dialer_engine_up": ("Whether an engine holds the lease.", condition.engine_runs),
        "dialer_switch_up": ("Whether the engine reaches the switch.", condition.switch_up),
        "dialer_simulated": ("Whether nobody is really called.", condition.simulated),
        "dialer_live_calls": ("Calls in progress, as the engine sees them.", condition.live),
        "dialer_calls_per_minute": ("Calls started in the last minute.", now.calls_per_minute),
        "dialer_global_cpm": ("Calls per minute allowed over all.", condition.global_cpm),
        "dialer_switch_events_waiting": ("Events not yet dealt with.", now.link.get("waiting", 0)),
    }
    for name, (told, value) in gauges.items():
        yield GaugeMetricFamily(name, told, value=float(value))
    up = GaugeMetricFamily("dialer_gateway_up", "Whether a gateway answers.", labels=("gateway",))
    for name, state in now.gateways.items():
        up.add_metric((name,), float(state))
    yield up


def _calls(now: Figures) -> Iterator[Metric]:
    family = GaugeMetricFamily("dialer_calls", "Calls that have not ended.", labels=("state",))
    for state in OPEN_STATES:
        family.add_metric((str(state),), now.calls.get(state, 0))
    yield family


def _work(now: Figures) -> Iterator[Metric]:
    records = GaugeMetricFamily(
        "dialer_records",
        "Records of the active campaigns.",
        labels=("campaign_id", "campaign", "status"),
    )
    for (number, name), statuses in now.records.items():
        for status, count in statuses.items():
            records.add_metric((str(number), name, status), count)
    yield records
    jobs = GaugeMetricFamily("dialer_audio_jobs", "Unfinished audio jobs.", labels=("status",))
    for status, count in now.audio_jobs.items():
        jobs.add_metric((status,), count)
    yield jobs
    yield GaugeMetricFamily(
        "dialer_audio_waiting", "Messages that they have still to make.", value=now.audio_waiting
    )
