"""What a route is, what it is asked, and what it may answer."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import BaseModel, TypeAdapter

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.accounts.tokens import User
from esl_dialer.services.context import Context

PREFIX = "/api/v1"
KEY = "Idempotency-Key"
LARGEST_NUMBER = 2**31 - 1
"""Of an id: what both databases hold."""

NAMED = frozenset({"gateway", "attempt", "pack", "disposition"})
"""Parts of a path that are names; all others are numbers."""

_PARTS = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Request:
    """A request, read: who asks, the query and the body as the route's models."""

    ctx: Context
    user: User
    query: Any
    body: Any


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with headers of its own."""

    value: Any
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of a long list; ``next`` is the cursor after which it goes on, empty at the end."""

    items: tuple[Any, ...]
    next: str


@dataclass(frozen=True)
class Route:
    """``do(asked, **parts of the path)`` returns what ``answer`` describes, or a response.

    ``answer`` None: nothing is told (204), or a file of type ``sends``. ``takes`` are the media
    types of a body that is a file.
    """

    method: str
    path: str
    permission: Permission
    do: Callable[..., Any]
    answer: Any = None
    status: int = 200
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    sends: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    tagged: bool = False
    """Whether it heeds ``If-Match``: a change of what another may have changed meanwhile."""
    own: bool = False
    """Whether it is about something of who asks, which they may not have (404)."""
    private: bool = False
    """Whether it is asked for, or tells, what must be kept nowhere: a password, recovery codes."""

    @property
    def noun(self) -> str:
        return self.do.__module__.rpartition(".")[2]

    @property
    def name(self) -> str:
        """By which the application and the OpenAPI document know it: ``campaigns_start``."""
        return f"{self.noun}_{self.do.__name__}"

    @property
    def parts(self) -> list[str]:
        return _PARTS.findall(self.path)

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""
        return PREFIX + _PARTS.sub(_flask_part, self.path)

    @property
    def once(self) -> bool:
        """Whether it heeds an idempotency key: what creates or starts something."""
        return self.method == "POST" and not self.takes and not self.private

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.answer)

    @property
    def needs_body(self) -> bool:
        """Whether a field of the body must be given."""
        fields = self.body.model_fields.values() if self.body else ()
        return any(one.is_required() for one in fields)

    @property
    def told_status(self) -> int:
        return 204 if self.answer is None and not self.sends else self.status


def _flask_part(found: re.Match[str]) -> str:
    name = found[1]
    return f"<{name}>" if name in NAMED else f"<int:{name}>"
