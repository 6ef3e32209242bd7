"""``sendevent``: an event that a client makes."""

from esl_dialer.simulator.core import Core
from esl_dialer.simulator.socket.names import ALL, named
from esl_dialer.simulator.socket.reading import Command

UNNAMED = "CLONE"
"""What an event of no known name is."""


def raised(core: Core, command: Command) -> str:
    """Raise it with the headers and the body it was sent with; returns its id.

    One for a channel that lives is the channel's own affair, and nobody else is told.
    """
    uuid = core.new_id()
    word = command.after("sendevent").lstrip(" \t")
    name = named(word)
    name = UNNAMED if name in (None, ALL) else name
    headers = {"Command": command.line} | dict(reversed(command.given)) | {"Event-UUID": uuid}
    if command.headers.get("unique-id", "") not in core.channels:
        core.emit(name or UNNAMED, first=headers, body=command.body or None)
    return uuid
