"""Forms into values: what a person typed, read once, every problem told by its field."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from esl_dialer.core.campaigns.campaign import DailyHours, Window
from esl_dialer.core.says import Says
from esl_dialer.core.words import CampaignKind, DialOrder, Language
from esl_dialer.services.accounts.staff import Person
from esl_dialer.services.campaigns.campaigns import RETRIED, Draft
from esl_dialer.services.errors import Invalid

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def clock(text: str) -> int:
    """Minutes after midnight. Raises ValueError."""
    found = _CLOCK.fullmatch(text.strip())
    if not found or int(found[2]) > 59 or int(found[1]) * 60 + int(found[2]) > 24 * 60:
        raise ValueError
    return int(found[1]) * 60 + int(found[2])


def numbers(text: str) -> tuple[str, ...]:
    """Comma-separated numbers."""
    return tuple(part for part in re.split(r"[,;\s]+", text) if part)


def _speed(text: str) -> float:
    return float(text.replace(",", "."))


READERS: dict[str, tuple[Callable[[str], Any], Says]] = {
    "kind": (CampaignKind, Says("choose a type")),
    "language": (Language, Says("choose a language")),
    "dial_order": (DialOrder, Says("choose an order")),
    "cpm": (_speed, Says("a number of calls per minute")),
    "window_start": (clock, Says("a time of day, as 09:00")),
    "window_end": (clock, Says("a time of day, as 18:45")),
    "ring_timeout": (int, Says("a whole number of seconds")),
    "longest_call": (int, Says("a whole number of seconds")),
    "max_attempts": (int, Says("a whole number")),
    "retry_minutes": (int, Says("a whole number of minutes")),
    "caller_ids": (numbers, Says("numbers with commas between")),
    "max_live": (int, Says("a whole number")),
    "max_transfers": (int, Says("a whole number")),
    "priority": (int, Says("a whole number")),
    "empty_variable": (str, Says("choose a rule")),
}
"""How a field is read, and what is said when it can't be; any other is text."""

OPTIONAL = ("max_live", "max_transfers", "priority", "empty_variable")
"""Fields that a form may leave out."""

TEXTS = ("name", "template_en", "template_fr", "engine", "voice_en", "voice_fr", "transfer_number")


def text(form: Mapping[str, str], name: str) -> str:
    """A field's text, its lines ended as ours are."""
    return form.get(name, "").replace("\r\n", "\n").strip()


def draft(form: Mapping[str, str], before: Draft | None = None) -> Draft:
    """A campaign's form; what it does not hold stays as it was ``before``.

    Raises Invalid with every field that can't be read.
    """
    read: dict[str, Any] = {}
    problems: dict[str, Says] = {}
    for field, (reader, told) in READERS.items():
        if field in OPTIONAL and field not in form:
            continue
        try:
            read[field] = reader(form.get(field, ""))
        except (ValueError, OverflowError):
            problems[field] = told
    read["retry_policy"] = _retry_policy(form, problems)
    if problems:
        raise Invalid(problems)
    hours = DailyHours(
        read.pop("window_start"), read.pop("window_end"), "saturday" in form, "sunday" in form
    )
    read |= {name: text(form, name) for name in TEXTS}
    read["window"] = before.window.changed_to(hours) if before else Window.of(hours)
    return replace(before, **read) if before else Draft(**read)


def _retry_policy(form: Mapping[str, str], problems: dict[str, Says]) -> dict[str, int]:
    """The minutes of each outcome that has its own; an empty field has none."""
    minutes: dict[str, int] = {}
    for outcome in RETRIED:
        field = f"retry_policy.{outcome}"
        try:
            if typed := form.get(field, "").strip():
                minutes[str(outcome)] = int(typed)
        except ValueError:
            problems[field] = Says("a whole number of minutes, or nothing")
    return minutes


def shown(draft: Draft) -> dict[str, Any]:
    """A draft as the form's fields."""
    names = (*TEXTS, "kind", "language", "dial_order", "ring_timeout", "longest_call",
             "max_attempts", "retry_minutes", *OPTIONAL)  # fmt: skip
    fields = {name: str(getattr(draft, name)) for name in names}
    hours = draft.window.hours
    return fields | {
        "cpm": f"{draft.cpm:g}",
        "caller_ids": ", ".join(draft.caller_ids),
        "window_start": f"{hours.start // 60:02d}:{hours.start % 60:02d}",
        "window_end": f"{hours.end // 60:02d}:{hours.end % 60:02d}",
        **{f"retry_policy.{outcome}": str(n) for outcome, n in draft.retry_policy.items()},
        **({"saturday": "on"} if hours.saturday else {}),
        **({"sunday": "on"} if hours.sunday else {}),
    }


def mark(fields: Mapping[str, Any]) -> str:
    """What a form was made from, in a few letters: another mark means that it is out of date."""
    text = json.dumps(fields, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def differences(form: Mapping[str, str], saved: Mapping[str, Any]) -> dict[str, Says]:
    """By field: what is saved now, where the form says something else."""
    names = sorted(saved.keys() | (form.keys() & {"saturday", "sunday"}))
    return {
        name: Says("saved meanwhile: {value}", value=saved.get(name) or "–")
        for name in names
        if form.get(name, "").replace("\r\n", "\n") != saved.get(name, "")
    }


def person(form: Mapping[str, str]) -> Person:
    """A user's form."""
    return Person(
        username=form.get("username", "").strip(),
        full_name=form.get("full_name", ""),
        email=form.get("email", ""),
        role=form.get("role", ""),
        language=form.get("language", "en"),
        password=form.get("password", ""),
        active="active" in form,
    )
