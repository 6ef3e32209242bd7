"""Options of a table of fields: one for each, as its shape is typed on a command line."""

from collections.abc import Callable, Container
from datetime import date, datetime
from typing import Any, TypeVar

import click

from esl_dialer.core.campaigns.hours import WEEKDAYS, Span, span_of
from esl_dialer.core.campaigns.recurrence import Every, read_month_days
from esl_dialer.core.campaigns.schedule import NoWallTime, read_wall_time
from esl_dialer.core.fields import Field, Fields, Shape, numbers
from esl_dialer.core.text.clock_times import minutes_of

F = TypeVar("F", bound=Callable[..., Any])
Options = list[Callable[[F], F]]

NAMES = {
    "dial_order": "--order",
    "retry_policy": "--retry",
    "outcome_rules": "--after",
    "disposition_rules": "--after-disposition",
    "dnc_lists": "--dnc-list",
    "filter_id": "--filter",
    "disposition_set": "--dispositions",
}
"""Where an option is not called as its field."""

DAYS = ("saturday", "sunday")
"""Options of their own, beside a window's."""

SCHEDULE = {part: f"schedule_{part}" for part in ("start", "end", "zone")}
"""What the options of a schedule's parts are called."""

REPEAT = {part: f"repeat_{part}" for part in ("every", "interval", "on", "until", "count")}
"""Those of its recurrence."""

HOURS, ZONE = "window_hours", "window_zone"
"""What the others are called: of days that have hours of their own, and of whose clock counts."""


class DialingWindow(click.ParamType):
    """09:00-18:45: minutes after midnight, end excluded; 00:00-24:00 is the whole day."""

    name = "window"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        try:
            start, end = (minutes_of(part.strip()) for part in str(value).split("-"))
        except ValueError:
            self.fail(f"{value!r}: write it as 09:00-18:45", param, ctx)
        return start, end


class DaysHours(click.ParamType):
    """DAYS=SPANS: mon-thu=09:00-12:00,13:00-18:00; fri,sat=closed."""

    name = "days=spans"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[tuple[str, ...], tuple[Span, ...]]:
        if isinstance(value, tuple):
            return value
        days, given, spans = str(value).lower().partition("=")
        try:
            named = tuple(day for part in days.split(",") for day in _days_of(part.strip()))
            closed = spans.strip() == CLOSED
            hours = () if closed else tuple(span_of(one) for one in spans.split(","))
        except ValueError:
            given = ""
        if not given:
            self.fail(f"{value!r}: write it as mon-thu=09:00-12:00,13:00-18:00", param, ctx)
        return named, hours


CLOSED = "closed"


def _days_of(text: str) -> tuple[str, ...]:
    """Of ``mon-thu``, or ``mon``. Raises ValueError."""
    first, _, last = text.partition("-")
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    if end < start:
        raise ValueError(text)
    return WEEKDAYS[start : end + 1]


class WallTime(click.ParamType):
    """2026-12-01 09:00, without a zone; an empty text: none, told as ``NO_TIME``."""

    name = "date and time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime | str:
        if isinstance(value, datetime):
            return value
        try:
            return read_wall_time(value) or NO_TIME
        except NoWallTime as error:
            self.fail(str(error), param, ctx)


class RepeatDays(click.ParamType):
    """mon,wed or 1,15,last: the parts ``days`` and ``month_days`` of a recurrence."""

    name = "days"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        words = str(value).lower().replace(",", " ").split()
        try:
            of_week = tuple(day for word in words if word[0].isalpha() and word != LAST
                            for day in _days_of(word))  # fmt: skip
            of_month = read_month_days(
                " ".join(word for word in words if not word[0].isalpha() or word == LAST)
            )
        except ValueError:
            self.fail(f"{value!r}: write it as mon,wed or 1,15,last", param, ctx)
        return {"days": of_week, "month_days": of_month}


LAST = "last"


class LastDay(click.ParamType):
    """2027-06-30; an empty text: none."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | str:
        if isinstance(value, date) or not value:
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day like 2027-06-30", param, ctx)


NO_TIME = ""
"""A time that was given, and is none."""


class RetryAfter(click.ParamType):
    """OUTCOME=MINUTES: busy=15."""

    name = "outcome=minutes"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        outcome, found, minutes = str(value).partition("=")
        if not found or not minutes.isdigit():
            self.fail(f"{value!r} is not written as busy=15", param, ctx)
        return outcome, int(minutes)


class RuleAfter(click.ParamType):
    """KEY=RULE: busy=final."""

    name = "key=rule"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        key, _, rule = str(value).partition("=")
        if not key or not rule:
            self.fail(f"{value!r} is not written as busy=final", param, ctx)
        return key, rule


def with_options(
    table: Fields, apart: Container[str] = (), *, refused_by_service: bool = False
) -> Callable[[F], F]:
    """A command's decorator: all that the fields can be given; what is not given is None.

    ``refused_by_service``: a whole number out of bounds is no wrong usage, but refused (exit 3).
    """
    options = OPTIONS | ({Shape.WHOLE: _any_whole} if refused_by_service else {})

    def add(command: F) -> F:
        for field in reversed([one for name, one in table.items() if name not in apart]):
            for option in options[field.shape](field):
                command = option(command)
        return command

    return add


def values_of(table: Fields, given: dict[str, Any]) -> dict[str, Any]:
    """The options that were given, as the fields' values; a window and its days stay apart."""
    named = {name: value for name, value in given.items() if value not in (None, ())}
    return {n: _value(table[n], v) if n in table else v for n, v in named.items()}


def _value(field: Field[Any], given: Any) -> Any:
    make = _VALUES.get(field.shape)
    return make(field, given) if make else given


_VALUES: dict[Shape, Callable[[Field[Any], Any], Any]] = {
    Shape.CHOICE: lambda field, given: field.type(given),
    Shape.NUMBERS: lambda _, given: numbers(given),
    Shape.BY_OUTCOME: lambda _, given: dict(given),
    Shape.RULES: lambda _, given: dict(given),
}


def flag(field: Field[Any]) -> str:
    """The option's name."""
    return NAMES.get(field.name, f"--{field.name.replace('_', '-')}")


def _option(field: Field[Any], **how: Any) -> Any:
    return click.option(flag(field), field.name, **({"help": field.about} | how))


def _whole(field: Field[Any]) -> Options[Any]:
    return [_option(field, type=click.IntRange(_end(field.low), _end(field.high)))]


def _any_whole(field: Field[Any]) -> Options[Any]:
    return [_option(field, type=int)]


def _end(bound: float | None) -> int | None:
    return None if bound is None else int(bound)


def _yes_no(field: Field[Any]) -> Options[Any]:
    both = f"{flag(field)}/--no-{flag(field).removeprefix('--')}"
    return [click.option(both, field.name, default=None, help=field.about)]


def _choice(field: Field[Any]) -> Options[Any]:
    """A field with a check says better itself what is wrong."""
    return _text(field) if field.check else [_option(field, type=click.Choice([*field.choices]))]


def _text(field: Field[Any]) -> Options[Any]:
    return [_option(field)]


def _decimal(field: Field[Any]) -> Options[Any]:
    told = f"{field.about} {field.low:g} to {field.high:g}."
    return [_option(field, type=float, help=told)]


def _share(field: Field[Any]) -> Options[Any]:
    return [_option(field, type=float, help=f"{field.about} From 0 to 1, as 0.15.")]


def _lists(field: Field[Any]) -> Options[Any]:
    """Names or numbers, as they were typed."""
    told = f"{field.about} A name or number; may be given more than once. '': none of them."
    return [_option(field, multiple=True, help=told)]


def _filter(field: Field[Any]) -> Options[Any]:
    """A name or number, as it was typed."""
    return [_option(field, help=f"{field.about} A name or number. '': none.")]


def _dispositions(field: Field[Any]) -> Options[Any]:
    """A name or number, as it was typed."""
    return [_option(field, help=f"{field.about} A set by name or number. '': all of them.")]


def _by_outcome(field: Field[Any]) -> Options[Any]:
    told = "Other minutes after an outcome: busy=15. May be given more than once."
    return [_option(field, type=RetryAfter(), multiple=True, help=told)]


def _rules(field: Field[Any]) -> Options[Any]:
    told = f"{field.about} As busy=final; may be given more than once."
    return [_option(field, type=RuleAfter(), multiple=True, help=told)]


def _window(field: Field[Any]) -> Options[Any]:
    told = "As 09:00-18:45, in the callee's time; 00:00-24:00: all day."
    days = [click.option(f"--{day}/--no-{day}", default=None) for day in reversed(DAYS)]
    own = "Of days with hours of their own: mon-thu=09:00-12:00,13:00-18:00, fri=closed. May be "
    zone = "Whose clock counts, as America/Toronto. '': the callee's."
    more = [
        click.option("--window-zone", ZONE, help=zone),
        click.option(
            "--hours", HOURS, type=DaysHours(), multiple=True, help=f"{own}given more than once."
        ),
    ]
    return [*more, *days, _option(field, type=DialingWindow(), help=told)]


def _schedule(field: Field[Any]) -> Options[Any]:
    """Options of their own for its parts, named ``SCHEDULE``."""
    start = "When it starts by itself, by the clock of its zone: '2026-12-01 09:00'. '': by hand."
    end = "When it is completed by itself: what was not dialed is no attempt then. '': never."
    zone = "Of the schedule; else that of --window-zone, else the business zone."
    often = "How its start comes again, each time as a new run. '': it does not."
    choices = ["", *map(str, Every)]
    on = "Of weekly: mon,wed. Of monthly: 1,15,last. '': the day of the start."
    return [
        click.option("--repeat-count", REPEAT["count"], type=int, help="So often; 0: no bound."),
        click.option(
            "--repeat-until", REPEAT["until"], type=LastDay(), help="Its last day. '': none."
        ),
        click.option("--repeat-on", REPEAT["on"], type=RepeatDays(), help=on),
        click.option(
            "--repeat-every", REPEAT["interval"], type=int, help="Each so many days, weeks, ..."
        ),
        click.option("--repeat", REPEAT["every"], type=click.Choice(choices), help=often),
        click.option("--schedule-zone", SCHEDULE["zone"], help=zone),
        click.option("--schedule-end", SCHEDULE["end"], type=WallTime(), help=end),
        click.option("--schedule-start", SCHEDULE["start"], type=WallTime(), help=start),
    ]


OPTIONS: dict[Shape, Callable[[Field[Any]], Options[Any]]] = {
    Shape.YES_NO: _yes_no,
    Shape.WHOLE: _whole,
    Shape.DECIMAL: _decimal,
    Shape.SHARE: _share,
    Shape.CHOICE: _choice,
    Shape.LINE: _text,
    Shape.PHONE: _text,
    Shape.TEXT: _text,
    Shape.NUMBERS: _text,
    Shape.LISTS: _lists,
    Shape.FILTER: _filter,
    Shape.DISPOSITIONS: _dispositions,
    Shape.BY_OUTCOME: _by_outcome,
    Shape.RULES: _rules,
    Shape.WINDOW: _window,
    Shape.SCHEDULE: _schedule,
}
