"""Settings that people change while the dialer runs, and the shared rate."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from esl_dialer.core.pacing.rates import Rate
from esl_dialer.core.system.settings import FIELDS, Settings
from esl_dialer.store import models
from esl_dialer.store.statements import Insert, Select

GLOBAL = "global"

_ALL = Select("FROM setting", (models.Setting, ("key", "value")))
_RATE = Select("FROM rate WHERE name = ?", (models.Rate, ["next_start_at"]))
_KEEP_RATE = Insert(
    models.Rate,
    ("name", "next_start_at"),
    known="ON CONFLICT (name) DO UPDATE SET next_start_at = excluded.next_start_at",
)


def read() -> Settings:
    """Every setting: what was put, or its default."""
    return _read(tuple(_ALL.raw()))


@lru_cache(maxsize=16)
def _read(rows: tuple[tuple[Any, ...], ...]) -> Settings:
    """Made once while nothing was put: they are asked for several times in a tick."""
    found = map(_ALL.turned, rows)
    return Settings(**{key: value for key, value in found if key in FIELDS})


def get(key: str) -> Any:
    """One that is named by its key, where that is data. Raises KeyError when there is none."""
    return getattr(read(), FIELDS[key].name)


def put(key: str, value: Any, now: datetime, by: str) -> None:
    (
        models.Setting.insert(key=key, value=value, updated_at=now, updated_by=by)
        .on_conflict(
            conflict_target=[models.Setting.key],
            update={"value": value, "updated_at": now, "updated_by": by},
        )
        .execute()
    )


def swap(key: str, old: Any, value: Any, now: datetime, by: str) -> bool:
    """False when the setting is not the old one (any more)."""
    table = models.Setting
    changes = table.update(value=value, updated_at=now, updated_by=by)
    return bool(changes.where((table.key == key) & (table.value == old)).execute())


def shared_rate() -> Rate:
    """The rate over all campaigns: the global speed, never above the global maximum."""
    return shared_rate_of(read())


def shared_rate_of(chosen: Settings) -> Rate:
    """As ``shared_rate``, for who has read the settings."""
    (next_start_at,) = next(_RATE.rows(GLOBAL), (None,))
    return Rate(min(chosen.global_cpm, chosen.global_max_cpm), next_start_at)


def set_shared_next_start(at: datetime | None) -> None:
    _KEEP_RATE(GLOBAL, at)
