"""Shapes of the API made from a table of fields: types, defaults, bounds, what each one means."""

from collections.abc import Container
from typing import Any, TypeVar

from pydantic import BaseModel, create_model
from pydantic import Field as Described

from esl_dialer.core.fields import IN_PARTS, NUMERIC, Field, Fields, Shape
from webui.api.shapes import Name, Text, line

LONGEST_NAME = 128
"""Letters of a ``Name``."""

GIVEN: dict[Shape, Any] = {
    Shape.YES_NO: bool,
    Shape.WHOLE: int,
    Shape.DECIMAL: float,
    Shape.SHARE: float,
    Shape.LINE: Name,
    Shape.PHONE: Name,
    Shape.TEXT: Text,
    Shape.NUMBERS: tuple[Name, ...],
    Shape.LISTS: tuple[int, ...],
    Shape.FILTER: int,
    Shape.DISPOSITIONS: int,
    Shape.BY_OUTCOME: dict[Name, int],
    Shape.RULES: dict[Name, Name],
}
"""By shape, what a program sends. A choice is its own words; what is ``IN_PARTS`` is told so."""

SHOWN: dict[Shape, Any] = dict.fromkeys(GIVEN, str) | {
    Shape.YES_NO: bool,
    Shape.WHOLE: int,
    Shape.DECIMAL: float,
    Shape.SHARE: float,
    Shape.NUMBERS: list[str],
    Shape.LISTS: list[int],
    Shape.FILTER: int,
    Shape.DISPOSITIONS: int,
    Shape.BY_OUTCOME: dict[str, int],
    Shape.RULES: dict[str, str],
}


B = TypeVar("B", bound=BaseModel)


def given(name: str, table: Fields, base: type[B]) -> type[B]:
    """What is sent of a new one; what is left out has the field's default."""
    return _made(name, base, {
        field.name: (_type(field, GIVEN), _described(field, required=field.required))
        for field in one_by_one(table)
    })  # fmt: skip


def changed(name: str, table: Fields, base: type[B], fixed: Container[str] = ()) -> type[B]:
    """What is sent of one that is there: any of its fields but the fixed ones."""
    return _made(name, base, {
        field.name: (_type(field, GIVEN), _described(field, required=False))
        for field in one_by_one(table)
        if field.name not in fixed
    })  # fmt: skip


def shown(name: str, table: Fields, base: type[B]) -> type[B]:
    """What is told of each field."""
    return _made(name, base, {
        field.name: (_type(field, SHOWN), Described(description=_about(field)))
        for field in one_by_one(table)
    })  # fmt: skip


def one_by_one(table: Fields) -> list[Field[Any]]:
    """The fields that are one value each."""
    return [field for field in table.values() if field.shape not in IN_PARTS]


def _made(name: str, base: type[B], attributes: dict[str, Any]) -> type[B]:
    made: type[B] = create_model(name, __base__=base, __module__=__name__, **attributes)
    return made


def _type(field: Field[Any], types: dict[Shape, Any]) -> Any:
    """A word of an enumeration is that; another choice is judged by the service."""
    if field.shape is Shape.CHOICE:
        return types[Shape.LINE] if field.type is str else field.type
    if types[field.shape] is Name and (field.longest or 0) > LONGEST_NAME:
        return line(field.longest or 0)
    return types[field.shape]


def _described(field: Field[Any], *, required: bool) -> Any:
    how: dict[str, Any] = {"description": _about(field)}
    if not required:
        how["default"] = field.default
    if field.shape in NUMERIC:
        how |= {"ge": field.low, "le": field.high}
    return Described(**how)


def _about(field: Field[Any]) -> str:
    """With what each of its choices means."""
    meant = {word: title for word, title in field.choices.items() if word and word != title}
    return " ".join([field.about, *(f"``{word}``: {title}." for word, title in meant.items())])
