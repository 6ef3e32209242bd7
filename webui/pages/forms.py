"""Forms into values: what a person typed, read once, every problem told by its field."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from esl_dialer.core import fields
from esl_dialer.core.calls.dispositions import CALLS_AGAIN
from esl_dialer.core.campaigns.campaign import FIELDS, Draft
from esl_dialer.core.campaigns.checks import RETRIED
from esl_dialer.core.campaigns.hours import DailyHours, OwnHours, Window
from esl_dialer.core.campaigns.recurrence import changed
from esl_dialer.core.campaigns.schedule import (
    NoWallTime,
    Schedule,
    read_wall_time,
    write_wall_time,
)
from esl_dialer.core.fields import Fields, Shape
from esl_dialer.core.says import Says
from esl_dialer.services.accounts.staff import Person
from esl_dialer.services.errors import Invalid
from webui.pages import hours_form, schedule_form
from webui.text.numbers import numbers_in

Form = Mapping[str, str]
MANY = ("dnc_lists.", "window.", "schedule.days.")
"""How fields begin of which a form holds as many as are wanted."""

MINUTES = ".minutes"
"""How the field of a rule's minutes ends."""


def text(form: Form, name: str) -> str:
    """A field's text, its lines ended as ours are."""
    return form.get(name, "").replace("\r\n", "\n").strip()


def read(table: Fields, form: Form) -> dict[str, Any]:
    """What was typed, by field; what the form does not hold is left out, and a tick is then no.

    Raises Invalid with every field that can't be read.
    """
    typed: dict[str, Any] = {}
    problems: dict[str, Says] = {}
    for name, field in table.items():
        if part := PARTS.get(field.shape):
            typed |= part(name, form, problems)
        elif name in form or field.required or field.shape is Shape.YES_NO:
            absent = "no" if field.shape is Shape.YES_NO else ""
            try:
                typed[name] = fields.read(field, form.get(name, absent))
            except (ValueError, OverflowError):
                problems[name] = fields.wanted(field)
    if problems:
        raise Invalid(problems)
    return typed


def _window(name: str, form: Form, problems: dict[str, Says]) -> dict[str, dict[str, Any]]:
    """What of it is given; ``draft`` makes a window of it."""
    given = hours_form.read(form, problems)
    return {name: given} if given else {}


def _schedule(name: str, form: Form, problems: dict[str, Says]) -> dict[str, dict[str, Any]]:
    """What of it is given; ``draft`` makes a schedule of it."""
    given: dict[str, Any] = {}
    for part in ("start", "end"):
        try:
            if (field := f"{name}.{part}") in form:
                given[part] = read_wall_time(form[field])
        except NoWallTime as error:
            problems[field] = error.says
    if (field := f"{name}.zone") in form:
        given["zone"] = form[field].strip()
    if often := schedule_form.read(form, problems):
        given["recurrence"] = often
    return {name: given} if given else {}


def _by_outcome(name: str, form: Form, problems: dict[str, Says]) -> dict[str, dict[str, int]]:
    """The number of each outcome that has its own; an empty field has none."""
    own = {outcome: part for outcome in RETRIED if (part := f"{name}.{outcome}") in form}
    minutes: dict[str, int] = {}
    for outcome, part in own.items():
        try:
            if typed := form[part].strip():
                minutes[str(outcome)] = int(typed)
        except ValueError:
            problems[part] = Says("a whole number of minutes, or nothing")
    return {name: minutes} if own else {}


def _rules(name: str, form: Form, problems: dict[str, Says]) -> dict[str, dict[str, str]]:
    """What is chosen for each that the form has, ``minutes`` beside it; nothing is no rule."""
    parts = [part for part in form if part.startswith(f"{name}.") and not part.endswith(MINUTES)]
    if not parts:
        return {}
    rules: dict[str, str] = {}
    for part in parts:
        minutes = form.get(part + MINUTES, "").strip()
        if minutes and not minutes.isdecimal():
            problems[part + MINUTES] = Says("a whole number of minutes, or nothing")
        if rule := form[part].strip():
            key = part.removeprefix(f"{name}.")
            rules[key] = f"{rule}:{minutes}" if minutes and rule in CALLS_AGAIN else rule
    return {name: rules}


def _lists(name: str, form: Form, problems: dict[str, Says]) -> dict[str, tuple[int, ...]]:
    """A tick for each list, by its number; one field that says that the ticks are there."""
    if name not in form:
        return {}
    ticked = [part.removeprefix(f"{name}.") for part in form if part.startswith(f"{name}.")]
    return {name: tuple(sorted(numbers_in(ticked)))}


PARTS: dict[Shape, Callable[[str, Form, dict[str, Says]], dict[str, Any]]] = {
    Shape.WINDOW: _window,
    Shape.SCHEDULE: _schedule,
    Shape.BY_OUTCOME: _by_outcome,
    Shape.RULES: _rules,
    Shape.LISTS: _lists,
}
"""By shape: values that a form holds in several fields."""


def draft(form: Form, before: Draft | None = None) -> Draft:
    """A campaign's form; what it does not hold stays as it was ``before``. Raises Invalid."""
    typed = read(FIELDS, form)
    if given := typed.get("window"):
        window = before.window if before else Window.of(DailyHours())
        try:
            typed["window"] = window.changed(**given)
        except OwnHours as error:
            raise Invalid({"window": error.says}) from None
    if given := typed.get("schedule"):
        schedule = before.schedule if before else Schedule()
        often = changed(schedule.recurrence, given.pop("recurrence", {}))
        typed["schedule"] = replace(schedule, recurrence=often, **given)
    return replace(before, **typed) if before else Draft(**typed)


def written(table: Fields, values: object) -> dict[str, str]:
    """The fields of a form that are one text each; a tick that is not set is not there."""
    one_text = {name: field for name, field in table.items() if field.shape not in PARTS}
    told = {name: fields.written(one, getattr(values, name)) for name, one in one_text.items()}
    ticks = {name for name, one in one_text.items() if one.shape is Shape.YES_NO}
    return {n: text for n, text in told.items() if n not in ticks or getattr(values, n)}


def shown(draft: Draft) -> dict[str, Any]:
    """A draft as the form's fields."""
    return written(FIELDS, draft) | {
        **hours_form.shown(draft.window),
        "schedule.start": write_wall_time(draft.schedule.start),
        "schedule.end": write_wall_time(draft.schedule.end),
        "schedule.zone": draft.schedule.zone,
        **schedule_form.shown(draft.schedule.recurrence),
        **{f"retry_policy.{outcome}": str(n) for outcome, n in draft.retry_policy.items()},
        **_shown_rules("outcome_rules", draft.outcome_rules),
        **_shown_rules("disposition_rules", draft.disposition_rules),
        "dnc_lists": "",
        **{f"dnc_lists.{number}": "on" for number in draft.dnc_lists},
    }


def _shown_rules(name: str, rules: Mapping[str, str]) -> dict[str, str]:
    shown: dict[str, str] = {}
    for key, text in rules.items():
        rule, _, minutes = text.partition(":")
        shown[f"{name}.{key}"] = rule
        if minutes:
            shown[f"{name}.{key}{MINUTES}"] = minutes
    return shown


def mark(values: Mapping[str, Any]) -> str:
    """What a form was made from, in a few letters: another mark means that it is out of date."""
    text = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def saved_meanwhile(value: str) -> Says:
    return Says("saved meanwhile: {value}", value=value or "–")


def differences(form: Form, saved: Mapping[str, Any]) -> dict[str, Says]:
    """By field: what is saved now, where the form says something else."""
    more = {name for name in form if name in hours_form.TICKS or name.startswith(MANY)}
    names = sorted(saved.keys() | more)
    return {
        name: saved_meanwhile(saved.get(name, ""))
        for name in names
        if form.get(name, "").replace("\r\n", "\n") != saved.get(name, "")
    }


def person(form: Form) -> Person:
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
