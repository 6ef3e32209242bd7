"""What every page says at its top while it lasts: the store's troubles, a switch that is away, a
restored database whose campaigns wait for a person's word."""

from typing import Any

from flask import g

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.people.clocks import edition, stale_zones
from esl_dialer.core.says import Says
from esl_dialer.services.calls import overview
from esl_dialer.services.calls.overview import Condition
from esl_dialer.services.system import restored
from esl_dialer.services.unavailable import DATABASE_AWAY
from webui import shared
from webui.text.language import clock_time, instant, translate

RESTORED = Says(
    "This database was restored: calls between {since} and {until} may be unknown to it. "
    "{count} {count:campaign waits|campaigns wait} for your word."
)
GATES_WAIT = Says(
    "After the upgrade the places of records are worked out anew: until then those of {count} "
    "{count:campaign|campaigns} are called while every law of their time zones allows it."
)
ZONES_OLD = Says(
    "The time zone data of {edition} is too old for {zones}: nobody there is called until "
    "tzdata is updated."
)
SWITCH_AWAY = Says("The switch is not reached, and nobody is called: {why}.")


def seen() -> dict[str, Any]:
    """The engine's condition, None before anyone is signed in, and the banners' texts."""
    now = _condition() if g.get("ctx") else None
    troubles = [*of_store(), *_of_zones(), *_of_switch(now)]
    if now is None or Permission.VIEW not in g.ctx.actor.permissions:
        return {"condition": now, "troubles": troubles, "restored": ""}
    return {"condition": now, "troubles": troubles + _of_gates(), "restored": _restored()}


def _condition() -> Condition | None:
    """None too when the database went away meanwhile: the page that says so must not break."""
    try:
        return overview.condition(g.ctx)
    except DATABASE_AWAY as error:
        shared.store_watch().note(error)
        return None


def _restored() -> str:
    """What waits for the reader's word, since the database was restored; empty: nothing does."""
    try:
        waits = restored.waiting(g.ctx)
    except DATABASE_AWAY as error:
        shared.store_watch().note(error)
        return ""
    if waits is None:
        return ""
    since, until = instant(waits.since), instant(waits.until)
    return translate(RESTORED, since=since, until=until, count=len(waits.waiting))


def _of_zones() -> list[str]:
    if not (old := stale_zones()):
        return []
    return [translate(ZONES_OLD, edition=edition(), zones=", ".join(sorted(old)))]


def _of_gates() -> list[str]:
    try:
        count = overview.gates_wait(g.ctx)
    except DATABASE_AWAY as error:
        shared.store_watch().note(error)
        return []
    return [translate(GATES_WAIT, count=count)] if count else []


def of_store() -> list[str]:
    """For anybody."""
    found = shared.store_watch().trouble()
    return [translate(found.says, since=clock_time(found.since))] if found else []


def _of_switch(now: Condition | None) -> list[str]:
    """While an engine runs: without one its own badge says so."""
    if now is None or now.switch_up or not now.engine_runs or not now.switch_trouble:
        return []
    return [translate(SWITCH_AWAY, why=now.switch_trouble)]
