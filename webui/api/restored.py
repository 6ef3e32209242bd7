"""A restored database: what is known of the calls since, and the word for each campaign."""

from datetime import datetime

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.restored import Held, Word
from esl_dialer.services.system import restored
from esl_dialer.services.system.restored import GoneOn, State
from webui.api.routes import Request, Route
from webui.api.shapes import Given, Said, Shown, fields_of
from webui.threads import in_thread


@fields_of(Held)
class HeldShown(Shown):
    unknown: int
    """Records that may have been called."""
    word: Word | None
    """Null while it waits."""


@fields_of(State)
class RestoredShown(Shown):
    since: datetime
    """What the database knows last."""
    until: datetime
    """No unknown call began later."""
    asked_at: datetime | None
    """When the switch was asked; null: not yet, and nothing can go on."""
    no_records: Said
    """Why the switch's detail records can't be read; empty: they can."""
    taken: int
    """Calls that the switch told of, now attempts."""
    strangers: int
    """Calls to people who are not in this database."""
    calls: int | None
    """At most so many more were placed; null: nobody can say."""
    campaigns: list[HeldShown]


class StateShown(Shown):
    restored: RestoredShown | None
    """Null: this database was never restored."""


class GoOn(Given):
    unknown: Word = Word.CALLED
    """What becomes of records that may have been called: ``called`` (they count as called),
    ``tomorrow`` (they wait until the next business day) or ``dial``."""


@fields_of(GoneOn)
class GoneOnShown(Shown):
    records: int
    """Of which that was said."""


def show(asked: Request) -> dict[str, State | None]:
    """The last restore of the database, and which campaigns wait."""
    return {"restored": restored.state(asked.ctx)}


def go_on(asked: Request, campaign: int) -> GoneOn:
    """Let a campaign dial again after a restore."""
    return in_thread(restored.go_on, asked.ctx, campaign, asked.body.unknown)


ROUTES = (
    Route("GET", "/restored", Permission.VIEW, show, StateShown),
    Route("POST", "/campaigns/{campaign}/go-on", Permission.CONTROL_DIALING, go_on, GoneOnShown,
          body=GoOn),
)  # fmt: skip
