"""The settings that people change while the dialer runs, with their defaults: one table."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """``low`` and ``high`` bound numbers; ``help`` is what pages and docs say."""

    default: Any
    help: str
    low: float | None = None
    high: float | None = None


DEFAULTS: dict[str, SettingSpec] = {
    "global_max_cpm": SettingSpec(
        200, "Most calls per minute over all campaigns combined.", 0, 100_000
    ),
    "global_cpm": SettingSpec(
        200, "Calls per minute over all campaigns now; 0 stops new calls.", 0, 100_000
    ),
    "simulated_hours_count": SettingSpec(
        False, "Whether dialing windows also hold back calls of the simulated switch."
    ),
    "default_caller_id": SettingSpec("", "Caller ID of a campaign that names none."),
    "engine": SettingSpec("nanotts", "Speech engine of a campaign that names none."),
    "english_voice": SettingSpec(
        "en-AU-NatashaNeural", "English voice of a campaign that names none."
    ),
    "french_voice": SettingSpec(
        "fr-FR-DeniseNeural", "French voice of a campaign that names none."
    ),
    "stale_audio_days": SettingSpec(
        30, "Days after which the audio of stopped and completed campaigns is deleted.", 0, 3650
    ),
    "audio_cache_mb": SettingSpec(
        512, "Most megabytes of sentences kept because many records share them.", 0, 1_000_000
    ),
}


class BadSetting(Exception):
    """The setting does not exist, or does not take that value; the text says why."""


def checked(key: str, value: Any) -> Any:
    """The value as the setting keeps it. Raises BadSetting."""
    spec = DEFAULTS.get(key)
    if spec is None:
        raise BadSetting(f"no setting {key!r}; there are: {', '.join(sorted(DEFAULTS))}")
    try:
        kept = _BOOLEANS[str(value).lower()] if isinstance(spec.default, bool) else value
        kept = type(spec.default)(kept)
    except (KeyError, TypeError, ValueError):
        raise BadSetting(f"{key} does not take {value!r}") from None
    if spec.low is not None and not spec.low <= kept <= (spec.high or kept):
        raise BadSetting(f"{key} must be between {spec.low:g} and {spec.high:g}, not {kept!r}")
    return kept


_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
