"""How long the switch runs, as FreeSWITCH takes it apart."""

from esl_dialer.simulator.core import SECOND, Core


def uptime_parts(core: Core) -> dict[str, int]:
    """From years (of 365 days) to microseconds, by the plural names of the units."""
    seconds, micros = divmod(core.now - core.started, SECOND)
    days, seconds = divmod(seconds, 86_400)
    return {
        "years": days // 365,
        "days": days % 365,
        "hours": seconds // 3600,
        "minutes": seconds // 60 % 60,
        "seconds": seconds % 60,
        "milliseconds": micros // 1000,
        "microseconds": micros % 1000,
    }


def uptime(core: Core) -> str:
    """``0 years, 0 days, 1 hour, ...``"""
    parts = uptime_parts(core).items()
    return ", ".join(f"{count} {name[:-1] if count == 1 else name}" for name, count in parts)
