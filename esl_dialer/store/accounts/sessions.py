"""Who is signed in, in which browser. A session is found by its name's digest."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class Session:
    """``epoch`` is the user's as the session began; ``browser`` as it named itself."""

    id: int
    user_id: int
    epoch: int
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    browser: str


def begin(digest: str, session: Session) -> None:
    """Its ``id`` is made here. Those that are over are forgotten."""
    table = models.Session
    table.delete().where(table.ends_at <= session.began_at).execute()
    values = {name: getattr(session, name) for name in _COLUMNS}
    table.create(digest=digest, user=session.user_id, **values)


_COLUMNS = ("epoch", "began_at", "seen_at", "ends_at", "address", "browser")


def by_digest(digest: str) -> Session | None:
    row = models.Session.get_or_none(models.Session.digest == digest)
    return _session(row) if row else None


def of_user(user_id: int, now: datetime) -> list[Session]:
    """Those that are not over, the one used last first; of earlier epochs too."""
    table = models.Session
    rows = table.select().where((table.user == user_id) & (table.ends_at > now))
    return [_session(row) for row in rows.order_by(table.seen_at.desc(), table.id.desc())]


def seen(session_id: int, now: datetime, ends_at: datetime) -> None:
    table = models.Session
    table.update(seen_at=now, ends_at=ends_at).where(table.id == session_id).execute()


def set_epoch(session_id: int, epoch: int) -> None:
    models.Session.update(epoch=epoch).where(models.Session.id == session_id).execute()


def end(session_id: int) -> bool:
    """False when it is over already."""
    return bool(models.Session.delete().where(models.Session.id == session_id).execute())


def end_all(user_id: int) -> int:
    """How many there were."""
    return int(models.Session.delete().where(models.Session.user == user_id).execute())


def _session(row: models.Session) -> Session:
    return Session(row.id, row.user_id, *(getattr(row, name) for name in _COLUMNS))
