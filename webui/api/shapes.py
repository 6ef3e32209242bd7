"""What all shapes of the API share: how they are read and told."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from webui.api.routes import LARGEST_NUMBER
from webui.text.language import say

T = TypeVar("T")

MOST_ITEMS = 500
"""Of one page."""


class Given(BaseModel):
    """What a program sends; a field that does not exist is refused, never overlooked."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Shown(BaseModel):
    """What a program is told."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)


Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]
"""A database's text holds no NUL."""

Said = Annotated[str, BeforeValidator(say)]
"""A sentence of the services, told in the reader's language."""

Name = Annotated[str, StringConstraints(max_length=128, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]
"""An id."""

ClockTime = Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
"""A time of day: ``18:45``."""


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
