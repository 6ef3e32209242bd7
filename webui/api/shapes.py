"""What all shapes of the API share: how they are read and told."""

from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Any, Generic, TypeVar, cast, get_type_hints

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    create_model,
)

from esl_dialer.core.campaigns.hours import span_of
from esl_dialer.core.campaigns.schedule import read_wall_time
from esl_dialer.core.says import Says
from esl_dialer.core.text.clock_times import CLOCK, minutes_of
from webui.api.routes import LARGEST_NUMBER
from webui.text.language import say

S = TypeVar("S", bound="Shown")
T = TypeVar("T")

MOST_ITEMS = 500
"""Of one page."""


class Given(BaseModel):
    """What a program sends; a field that does not exist is refused, never overlooked."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Shown(BaseModel):
    """What a program is told."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)


def fields_of(value: type, *, without: str = "") -> Callable[[type[S]], type[S]]:
    """A shape with the fields of a dataclass, in their order, but for some.

    The shape's own fields are those that are told with a note, or as another type; sentences are
    told in the reader's language.
    """
    types = {name: Said if kind is Says else kind for name, kind in get_type_hints(value).items()}
    names = [one.name for one in fields(value) if one.name not in without.split()]

    def fill(shape: type[S]) -> type[S]:
        own = {name: (one.annotation, one) for name, one in shape.model_fields.items()}
        told: dict[str, Any] = {name: (types[name], ...) for name in names} | own
        filled = create_model(
            shape.__name__,
            __base__=Shown,
            __module__=shape.__module__,
            __doc__=shape.__doc__,
            **told,
        )
        return cast("type[S]", filled)

    return fill


Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]
"""A database's text holds no NUL."""

Said = Annotated[str, BeforeValidator(say)]
"""A sentence of the services, told in the reader's language."""

Name = Annotated[str, StringConstraints(max_length=128, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]
"""An id."""


def line(longest: int) -> Any:
    """The type of a text of so many letters at most."""
    return Annotated[str, StringConstraints(max_length=longest, pattern=r"^[^\x00]*$")]


def _time_of_day(text: str) -> str:
    minutes_of(text)
    return text


ClockTime = Annotated[
    str, AfterValidator(_time_of_day), Field(json_schema_extra={"pattern": f"^({CLOCK})$"})
]
"""A time of day: ``18:45``."""


def _span(text: str) -> str:
    span_of(text)
    return text


Hours = Annotated[str, AfterValidator(_span)]
"""A span of a day: ``09:00-18:45``."""


def _wall_time(text: str) -> str:
    read_wall_time(text)
    return text


WallTime = Annotated[str, AfterValidator(_wall_time)]
"""A day and a time of a zone's clock: ``2026-12-01T09:00``; empty for none."""


class Paged(BaseModel, Generic[T]):
    """One page of a list, with the cursor of the next; the header ``Link`` holds its address."""

    model_config = ConfigDict(from_attributes=True)

    items: list[T]
    next: str | None = Field(description="Send it as ``after``; null on the last page.")


class PageQuery(Given):
    after: Text = ""
    """``next`` of the page before; empty for the first."""
    limit: int = Field(default=50, ge=1, le=MOST_ITEMS)
    """Items of a page."""


class NumberedQuery(Given):
    """Pages of things in the order of their numbers."""

    after: int = Field(default=0, ge=0, le=LARGEST_NUMBER)
    """``next`` of the page before; 0 for the first."""
    limit: int = Field(default=50, ge=1, le=MOST_ITEMS)
    """Items of a page."""


class Problem(Shown):
    """A refusal, as RFC 9457 describes it (``application/problem+json``)."""

    type: str
    """``urn:esl-dialer:problem:CODE``; docs/api.md lists the codes."""
    title: str
    status: int
    detail: str
    """One sentence that says what to do."""
    reasons: list[str] | None = None
    """Why not now: all of them at once."""
    problems: dict[str, str] | None = None
    """What is wrong with what was given, by field."""
