"""Columns of what people set: their types, lengths and defaults come from the noun's fields."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from peewee import SQL, BooleanField, CharField, FloatField, IntegerField, TextField

from esl_dialer.core.fields import Field, Fields, Shape
from esl_dialer.store.column_types import (
    IdsField,
    JsonField,
    NumbersField,
    ScheduleField,
    WindowField,
    WordField,
)

M = TypeVar("M", bound=type[Any])


def with_columns(table: Fields, added: Collection[str] = ()) -> Callable[[M], M]:
    """A model's decorator: a column for each field. The database keeps the defaults of those that
    were ``added`` to a table: it is not copied to have them."""

    def add(model: M) -> M:
        for name, field in table.items():
            given = _default(field)
            if name in added:
                given["constraints"] = [SQL(f"DEFAULT {_written(field.default)}")]
            model._meta.add_field(name, COLUMNS[field.shape](field, **given))
        return model

    return add


def _written(default: Any) -> str:
    return str(default).upper() if isinstance(default, bool) else f"'{default}'"


def _default(field: Field[Any]) -> dict[str, Any]:
    """What must be given has none; a dict is made anew for each row."""
    if field.required:
        return {}
    made = field.default
    return {"default": made.copy if isinstance(made, dict) else made}


def _text(field: Field[Any], **given: Any) -> Any:
    if field.longest is None:
        return TextField(**given)
    return CharField(max_length=field.longest, **given)


def _choice(field: Field[Any], **given: Any) -> Any:
    return _text(field, **given) if field.type is str else WordField(field.type, **given)


def _ids(field: Field[Any], **given: Any) -> Any:
    """The database keeps that there are none: the table is not copied to have the column."""
    return IdsField(constraints=[SQL("DEFAULT '[]'")], **given)


def _number(field: Field[Any], **given: Any) -> Any:
    """The database keeps that there is none."""
    return IntegerField(constraints=[SQL("DEFAULT 0")], **given)


def _rules(field: Field[Any], **given: Any) -> Any:
    """The database keeps that there are none."""
    return JsonField(constraints=[SQL("DEFAULT '{}'")], **given)


def _schedule(field: Field[Any], **given: Any) -> Any:
    """The database keeps that there is none."""
    return ScheduleField(constraints=[SQL("DEFAULT ''")], **given)


def _of(column: type[Any]) -> Callable[..., Any]:
    return lambda field, **given: column(**given)


COLUMNS: dict[Shape, Callable[..., Any]] = {
    Shape.YES_NO: _of(BooleanField),
    Shape.WHOLE: _of(IntegerField),
    Shape.DECIMAL: _of(FloatField),
    Shape.SHARE: _of(FloatField),
    Shape.CHOICE: _choice,
    Shape.LINE: _text,
    Shape.PHONE: _text,
    Shape.TEXT: _text,
    Shape.NUMBERS: _of(NumbersField),
    Shape.LISTS: _ids,
    Shape.FILTER: _number,
    Shape.DISPOSITIONS: _number,
    Shape.BY_OUTCOME: _of(JsonField),
    Shape.RULES: _rules,
    Shape.WINDOW: _of(WindowField),
    Shape.SCHEDULE: _schedule,
}
"""By shape, what makes its column of a field."""
