"""``sendevent``: an event that a client makes."""

from esl_dialer.simulator.core import Core
from esl_dialer.simulator.socket.names import ALL, named
from esl_dialer.simulator.socket.reading import Command

CUSTOM = "CUSTOM"
"""Also what an event of no known name is."""


def raised(core: Core, command: Command) -> str:
    """Raise it with the headers and the body it was sent with; returns its id.

    One for a channel that lives is the channel's own affair, and nobody else is told.
    """
    uuid = core.new_id()
    name = named(command.after("sendevent").lstrip(" \t"))
    name = CUSTOM if name in (None, ALL) else name
    given = dict(reversed(command.given))
    subclass = {"Event-Subclass": given.pop("Event-Subclass")} if "Event-Subclass" in given else {}
    headers = {**subclass, "Command": command.line, **dict(reversed(given.items()))}
    if command.headers.get("unique-id", "") not in core.channels:
        told = headers | {"Event-UUID": uuid}
        core.emit(name or CUSTOM, given=told, body=command.body or None)
    return uuid
