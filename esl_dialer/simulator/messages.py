"""What clients ask of a channel by ``sendmsg``."""

from esl_dialer.simulator.causes import NORMAL, known_cause
from esl_dialer.simulator.channel import Message
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.execution import send
from esl_dialer.simulator.figures import atoi, is_true
from esl_dialer.simulator.socket.reading import Command
from ivr.flows import Action

FRAME_MS = 20


def send_message(core: Core, uuid: str, command: Command) -> bool:
    """``execute`` an application or ``hangup``; False: no such channel. What it does not know it
    passes over, as the real one does after its +OK."""
    channel = core.channels.get(uuid)
    if channel is None:
        return False
    message = _message(command)
    if message is not None:
        send(core, channel, message)
    return True


def _message(command: Command) -> Message | None:
    headers = command.headers
    locks = is_true(headers.get("event-lock", ""))
    verb = headers.get("call-command", "")
    given = {"Command": command.line, **dict(reversed(command.given))}
    if verb == "hangup":
        cause = known_cause(headers.get("hangup-cause", NORMAL))
        return Message(cause=cause, locks=locks, given=given)
    app = headers.get("execute-app-name", "")
    if verb != "execute" or not app:
        return None
    as_text = headers.get("content-type", "").lower() == "text/plain"
    data = headers.get("execute-app-arg", "") or (command.body if as_text else "")
    return Message(
        Action(app, data),
        locks=locks,
        loops=atoi(headers["loops"]) if "loops" in headers else 1,
        id=headers.get("event-uuid", ""),
        id_name=headers.get("event-uuid-name", ""),
        lead_ms=max(0, atoi(headers.get("lead-frames", ""))) * FRAME_MS,
        given=given,
    )
