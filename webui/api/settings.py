"""Settings, the global speed, and what a Super Admin starts by hand."""

from datetime import date
from functools import partial
from typing import Any

from pydantic import Field

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.reports import exporting
from esl_dialer.services.speech import audio_cleanup
from esl_dialer.services.system import preferences
from webui import shared
from webui.api.routes import Request, Route
from webui.api.shapes import Given, Name, Shown, Text
from webui.threads import in_thread

Value = bool | int | float | Text


class Changes(Given):
    values: dict[Name, Value]
    """Settings by their names; the others stay as they are."""


class GlobalSpeed(Given):
    cpm: float = Field(ge=0, allow_inf_nan=False)
    """Calls per minute over all campaigns; 0 stops new calls."""


class Delivery(Given):
    day: date | None = None
    """A business day that is over; null: yesterday."""


class SettingShown(Shown):
    key: str
    value: bool | int | float | str | None
    """Null for a secret, which is never shown."""
    default: bool | int | float | str | None
    help: str
    low: float | None
    high: float | None
    secret: bool


class SettingsShown(Shown):
    items: list[SettingShown]


class SpeedShown(Shown):
    cpm: float


class CleanedShown(Shown):
    stale: int
    orphaned: int
    cached: int


class DeliveredShown(Shown):
    day: date
    name: str
    results: int
    delivered: bool


def every(asked: Request) -> dict[str, Any]:
    """All settings, with their values."""
    found = preferences.every(asked.ctx)
    return {"items": [_shown(one) for one in found]}


def _shown(one: preferences.Preference) -> dict[str, Any]:
    secret = one.field.secret
    return {
        "key": one.key,
        "value": None if secret else one.value,
        "default": None if secret else one.field.default,
        **{name: getattr(one.field, name) for name in ("help", "low", "high", "secret")},
    }


def save(asked: Request) -> dict[str, Any]:
    """Change the settings that are given; all of them, or none when one is refused."""
    preferences.save(asked.ctx, asked.body.values)
    return every(asked)


def set_global_speed(asked: Request) -> dict[str, float]:
    """Calls per minute over all campaigns; at most the global maximum."""
    return {"cpm": preferences.set_global_speed(asked.ctx, asked.body.cpm)}


def clean_up(asked: Request) -> Any:
    """Delete audio that nobody needs, now."""
    return in_thread(audio_cleanup.clean_up, asked.ctx, shared.doors().trim_cache)


def deliver(asked: Request) -> Any:
    """Upload a day's results by SFTP, now and again."""
    day = asked.body.day or exporting.yesterday(asked.ctx)
    send = partial(exporting.export_day, again=True)
    return in_thread(send, asked.ctx, day, shared.doors().courier)


_CHANGE = Permission.CHANGE_SETTINGS
ROUTES = (
    Route("GET", "/settings", Permission.VIEW, every, SettingsShown),
    Route("PATCH", "/settings", _CHANGE, save, SettingsShown, body=Changes),
    Route("PUT", "/global-speed", Permission.SET_GLOBAL_SPEED, set_global_speed, SpeedShown,
          body=GlobalSpeed),
    Route("POST", "/audio/clean-up", Permission.CLEAN_UP_AUDIO, clean_up, CleanedShown),
    Route("POST", "/results/deliver", _CHANGE, deliver, DeliveredShown, body=Delivery),
)  # fmt: skip
