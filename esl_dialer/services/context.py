"""Who asks, where, and when: the first argument of every service."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.rules.business_day import business_zone
from esl_dialer.core.says import Says, word
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.config import Config
from esl_dialer.services.errors import Forbidden
from esl_dialer.store.accounts import audit_trail
from esl_dialer.store.system import settings


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user, or the command line of the machine."""

    name: str
    permissions: frozenset[Permission]


OPERATOR = Actor("command line", frozenset(Permission))
"""Who can run commands on the machine can do everything."""


@dataclass(frozen=True, slots=True)
class Context:
    config: Config
    clock: Clock
    actor: Actor

    def now(self) -> datetime:
        return self.clock.now()

    def business_zone(self) -> ZoneInfo:
        """Where the business day begins and ends."""
        return business_zone(settings.read().business_zone)

    def require(self, permission: Permission) -> None:
        """Raises Forbidden when the actor lacks the permission."""
        if permission not in self.actor.permissions:
            raise Forbidden(
                Says("{name} may not {act}", name=self.actor.name, act=word(permission))
            )

    def note(self, action: str, subject: str, **detail: Any) -> None:
        """Write the audit trail; call it inside the transaction of the change."""
        audit_trail.note(self.actor.name, action, subject, detail, self.now())
