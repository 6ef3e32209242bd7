"""What every page says at its top while it lasts: the store's troubles, a switch that is away."""

from typing import Any

from flask import g

from esl_dialer.core.says import Says
from esl_dialer.services.calls import overview
from esl_dialer.services.calls.overview import Condition
from esl_dialer.services.unavailable import DATABASE_AWAY
from webui import shared
from webui.text.language import clock_time, translate

SWITCH_AWAY = Says("The switch is not reached, and nobody is called: {why}.")


def seen() -> dict[str, Any]:
    """The engine's condition, None before anyone is signed in, and the banners' texts."""
    now = _condition() if g.get("ctx") else None
    return {"condition": now, "troubles": [*of_store(), *_of_switch(now)]}


def _condition() -> Condition | None:
    """None too when the database went away meanwhile: the page that says so must not break."""
    try:
        return overview.condition(g.ctx)
    except DATABASE_AWAY as error:
        shared.store_watch().note(error)
        return None


def of_store() -> list[str]:
    """For anybody."""
    found = shared.store_watch().trouble()
    return [translate(found.says, since=clock_time(found.since))] if found else []


def _of_switch(now: Condition | None) -> list[str]:
    """While an engine runs: without one its own badge says so."""
    if now is None or now.switch_up or not now.engine_runs or not now.switch_trouble:
        return []
    return [translate(SWITCH_AWAY, why=now.switch_trouble)]
