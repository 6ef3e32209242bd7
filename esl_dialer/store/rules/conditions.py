"""What holds for every campaign, as the settings have it: ``core.rules.rule.Conditions``."""

from esl_dialer.core.rules.rule import Conditions
from esl_dialer.store.system import settings


def conditions(*, simulated: bool, switch_up: bool = True, engine_runs: bool = True) -> Conditions:
    """With what is known of engine and switch; gateways are added by ``rules.with_gateways``."""
    return Conditions(
        engine_runs=engine_runs,
        switch_up=switch_up,
        switch_simulated=simulated,
        hours_count=settings.read().simulated_hours_count,
        global_cpm=settings.shared_rate().cpm,
    )
