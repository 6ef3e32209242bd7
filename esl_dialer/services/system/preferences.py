"""Settings that people change while the dialer runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.fields import Field
from esl_dialer.core.says import Says
from esl_dialer.core.speech.templates import names
from esl_dialer.core.speech.variables import INSTALLED
from esl_dialer.core.system.settings import FIELDS, BadSetting, Settings, checked
from esl_dialer.services import sealing
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, Refused
from esl_dialer.services.speech import engines
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.system import outbox, settings

GLOBAL_SPEED, ENGINE = "global_cpm", "engine"


@dataclass(frozen=True, slots=True)
class Preference:
    """``value`` of a secret: whether it is set."""

    key: str
    value: Any
    field: Field[Any]


def every(ctx: Context) -> list[Preference]:
    """All settings, with their values now."""
    ctx.require(Permission.VIEW)
    chosen = settings.read()
    return [Preference(key, _shown(chosen, key, field), field) for key, field in FIELDS.items()]


def _shown(chosen: Settings, key: str, field: Field[Any]) -> Any:
    value = getattr(chosen, key)
    return value != "" if field.secret else value


def save(ctx: Context, values: dict[str, Any]) -> list[str]:
    """Save what differs; returns its keys. Raises Invalid with every problem at once."""
    ctx.require(Permission.CHANGE_SETTINGS)
    return _save(ctx, values)


def set_global_speed(ctx: Context, cpm: Any) -> float:
    """Calls per minute over all campaigns, now; at most the global maximum. Raises Invalid."""
    ctx.require(Permission.SET_GLOBAL_SPEED)
    _save(ctx, {GLOBAL_SPEED: cpm})
    chosen = settings.read()
    if chosen.global_cpm > (most := chosen.global_max_cpm):
        _save(ctx, {GLOBAL_SPEED: most})
    return min(chosen.global_cpm, most)


def _save(ctx: Context, values: dict[str, Any]) -> list[str]:
    wanted: dict[str, Any] = {}
    problems: dict[str, Says] = {}
    for key, value in values.items():
        try:
            wanted[key] = checked(key, value)
        except BadSetting as error:
            problems[key] = error.says
    problems |= _engine_problem(ctx, wanted)
    if problems:
        raise Invalid(problems)
    changed = [key for key, value in wanted.items() if _differs(ctx, key, value)]
    with transaction():
        if said := [name for name, setting in INSTALLED.items() if setting in changed]:
            campaigns.outdate(_naming(said), ctx.now())
        for key in changed:
            was = "(secret)" if FIELDS[key].secret else settings.get(key)
            settings.put(key, _kept(ctx, key, wanted[key]), ctx.now(), ctx.actor.name)
            told = "(secret)" if FIELDS[key].secret else wanted[key]
            ctx.note("setting.change", key, value=told, was=was)
        if changed:
            outbox.put("campaign", {"settings": changed}, ctx.now())
    return changed


def _engine_problem(ctx: Context, wanted: dict[str, Any]) -> dict[str, Says]:
    """An engine that is chosen anew can speak here."""
    if ENGINE not in wanted or not _differs(ctx, ENGINE, wanted[ENGINE]):
        return {}
    lacking = engines.lacking(ctx, wanted[ENGINE])
    return {ENGINE: lacking} if lacking else {}


def _differs(ctx: Context, key: str, value: Any) -> bool:
    """A secret that can't be read is another one."""
    if not FIELDS[key].secret:
        return bool(settings.get(key) != value)
    try:
        return bool(sealing.setting(ctx, key) != value)
    except Refused:
        return True


def _kept(ctx: Context, key: str, value: Any) -> Any:
    return sealing.sealed_setting(ctx, key, value) if FIELDS[key].secret else value


def _naming(variables: Iterable[str]) -> list[int]:
    """Campaigns whose audio says what is the installation's: it says an older value now."""
    every = [(one.id, f"{one.template_en} {one.template_fr}") for one in
             campaigns.every(archived=True)]  # fmt: skip
    return [one for one, text in every if any(names(text, name) for name in variables)]
