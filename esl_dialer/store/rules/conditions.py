"""What holds for every campaign, as the settings have it: ``core.rules.rule.Conditions``."""

from datetime import tzinfo

from esl_dialer.core.calls.restored import told_on, why_held
from esl_dialer.core.people.clocks import stale_zones
from esl_dialer.core.rules.business_day import business_zone
from esl_dialer.core.rules.rule import Conditions
from esl_dialer.core.says import Says
from esl_dialer.store.law import laws
from esl_dialer.store.lists import barring
from esl_dialer.store.people import gate_renewal
from esl_dialer.store.system import restorations, settings
from esl_dialer.store.system.restorations import Hold


def conditions(*, simulated: bool, switch_up: bool = True, engine_runs: bool = True) -> Conditions:
    """With what is known of engine and switch; gateways are added by ``rules.with_gateways``."""
    chosen, holds = settings.read(), restorations.holds()
    zone, known = business_zone(chosen.business_zone), laws.in_force()
    return Conditions(
        engine_runs=engine_runs,
        switch_up=switch_up,
        switch_simulated=simulated,
        hours_count=chosen.simulated_hours_count,
        stale_zones=stale_zones(),
        law=known.law,
        unfit_packs=tuple(sorted(known.left_out)),
        inactive_lists=barring.inactive_lists(),
        old_gates=gate_renewal.waiting(),
        global_cpm=settings.shared_rate_of(chosen).cpm,
        restored={campaign: _held(hold, zone) for campaign, hold in holds.items()},
    )


def _held(hold: Hold, zone: tzinfo) -> Says:
    since, until = (told_on(at, zone) for at in (hold.since, hold.until))
    return why_held(since, until, asked=hold.asked, unknown=hold.unknown)
