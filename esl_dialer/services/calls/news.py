"""What happened since: for pages that show it as it happens."""

from contextlib import AbstractContextManager

from esl_dialer.store.connections import connection as _connection
from esl_dialer.store.system import outbox

TOPICS = {
    "attempt": "calls", "campaign": "campaigns", "audio": "audio", "list": "lists",
    "notice": "notices", "gateway": "gateways",
}  # fmt: skip
"""From an outbox entry's kind, up to its dot, to what pages call it; else it is its own topic."""


def connection() -> AbstractContextManager[object]:
    """A database connection for one request, one stream's look, one piece of work in a thread."""
    return _connection()


def last_number() -> int:
    """Of the newest entry."""
    return outbox.last_number()


def since(number: int) -> tuple[int, frozenset[str]]:
    """The newest entry's number after ``number``, and the topics of all after it."""
    entries = outbox.after(number, limit=1000)
    topics = frozenset(TOPICS.get(one.kind.partition(".")[0], one.kind) for one in entries)
    return (entries[-1].number if entries else number), topics
