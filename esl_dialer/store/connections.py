"""Connections for those who read and leave: one for the length of a request."""

from contextlib import AbstractContextManager

from esl_dialer.store.models import database


def connection() -> AbstractContextManager[object]:
    """Open a connection for this greenlet or thread, close it afterwards.

    Each greenlet has its own; one that is left open is a file descriptor lost.
    """
    return database.connection_context()
