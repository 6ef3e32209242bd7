"""One client of the event socket: bytes in, bytes out. FreeSWITCH's replies, to the letter."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Protocol

from esl_dialer.simulator.figures import is_true
from esl_dialer.simulator.socket.event import Event
from esl_dialer.simulator.socket.levels import level_of
from esl_dialer.simulator.socket.reading import Command, CommandReader, TooMuch
from esl_dialer.simulator.socket.subscription import ANY, Subscription

GOODBYE = "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n"
SHUTTING_DOWN = "The system is being shut down.\n"
NO_REPLY = "-ERR no reply\n"
NOT_FOUND = "-ERR command not found"
NO_SESSION = "-ERR not controlling a session"
AUTH_REQUEST = b"Content-Type: auth/request\n\n"
LONGEST_JOB = 256
MOST_UNSENT = 100_000
"""Events for a client that does not read, as many as FreeSWITCH keeps; then it is dropped."""
RELOAD_OF_THE_SOCKET = ("reload", "mod_event_socket")


class Host(Protocol):
    """The switch, as its clients reach it."""

    @property
    def password(self) -> str: ...

    def api(self, command: str, reply: Callable[[str], None]) -> None:
        """Carry out a command; its answer goes to ``reply``."""

    def bgapi(self, command: str, job: str) -> str:
        """Begin a command; returns the id of its job, ``job`` when that is given."""

    def send_message(self, uuid: str, message: Command) -> bool:
        """Do something on a channel; False when there is none of that id."""

    def has_channel(self, uuid: str) -> bool: ...

    def raise_event(self, command: Command) -> str:
        """Raise the event that a client made; returns its id."""

    def reload_socket(self) -> None:
        """Show every client out, as a reload of the event socket does."""


class Connection:
    """``receive`` takes what the client sent; ``take_output`` gives what it is to be sent.

    ``closed`` becomes True when the socket is to be closed after the output. While an ``api
    originate`` waits for its call, nothing is read and no event is sent, as on the real one.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self.closed = False
        self._reader = CommandReader()
        self._subscription = Subscription()
        self._out: list[bytes] = [AUTH_REQUEST]
        self._held: deque[bytes] = deque()
        self._authenticated = False
        self._blocked = False
        self._reading = False
        self._logging = False

    def receive(self, data: bytes) -> None:
        """Bytes from the client, in any cuts."""
        if not self.closed:
            self._reader.receive(data)
            self._read()

    def take_output(self) -> bytes:
        out, self._out = b"".join(self._out), []
        return out

    def wants(self, name: str) -> bool:
        return self._subscription.wants(name)

    def take(self, event: Event) -> None:
        if not self.closed and self._subscription.passes(event):
            frame = self._subscription.frame(event)
            self._held.append(frame) if self._blocked else self._out.append(frame)
            if len(self._out) + len(self._held) > MOST_UNSENT:
                self._drop()
            if self._subscription.ends_with(event):
                self._close(GOODBYE)

    def shut_down(self) -> None:
        self._close(SHUTTING_DOWN)

    def _read(self) -> None:
        """Every whole command that has arrived, unless it is one of them that asks."""
        if self._reading:
            return
        self._reading = True
        try:
            while not self._blocked and not self.closed and (command := self._reader.next()):
                self._command(command)
        except TooMuch:
            self._close(GOODBYE)
        finally:
            self._reading = False

    def _command(self, command: Command) -> None:
        """The first verb that the line begins with, in any case: ``EXITnow`` is ``exit``."""
        line = command.line.lower()
        if line.startswith(("exit", "...")):
            self._do_exit()
        elif not self._authenticated:
            self._greet(command)
        elif all(word in line for word in RELOAD_OF_THE_SOCKET):
            self._do_reload()
        else:
            act = next((act for verb, act in _VERBS if line.startswith(verb)), None)
            if act is None:
                self._reply(NOT_FOUND)
            else:
                act(self, command)

    def _greet(self, command: Command) -> None:
        verb = command.line.lower()
        if verb.startswith("auth ") and command.after("auth ") == self._host.password:
            self._authenticated = True
            self._reader.trust()
            self._reply("+OK accepted")
        elif verb.startswith(("auth ", "userauth ")):
            self._reply("-ERR invalid")
            self._close(GOODBYE)
        else:
            self._reply(NOT_FOUND)

    def _do_api(self, command: Command) -> None:
        """As typed at a console, several may stand in a line, with ``;;`` between them."""
        self._blocked = True
        given = command.after("api ")
        typed = is_true(command.headers.get("console_execute", ""))
        self._do_each(given.split(";;") if typed else [given], "")

    def _do_each(self, commands: list[str], said: str) -> None:
        def done(text: str) -> None:
            rest = commands[1:]
            self._do_each(rest, said + text) if rest else self._api_done(said + text)

        self._host.api(commands[0], done)

    def _api_done(self, text: str) -> None:
        if self._blocked:
            self._respond(text)
            self._out.extend(self._held)
            self._held.clear()
            self._blocked = False
            self._read()

    def _respond(self, text: str) -> None:
        body = (text or NO_REPLY).encode(errors="surrogateescape")
        head = f"Content-Type: api/response\nContent-Length: {len(body)}\n\n".encode()
        self._out.append(head + body)

    def _do_bgapi(self, command: Command) -> None:
        given = command.headers.get("job-uuid", "")[:LONGEST_JOB]
        job = self._host.bgapi(command.after("bgapi "), given)
        self._reply(f"+OK Job-UUID: {job}", {"Job-UUID": job})

    def _do_reload(self) -> None:
        """A connection can't outlive the socket: the reload becomes a job, then all are told."""
        job = self._host.bgapi("reload mod_event_socket", "")
        self._respond(f"+OK Job-UUID: {job}\n")
        self._host.reload_socket()

    def _do_event(self, command: Command) -> None:
        self._reply(self._subscription.event(_words(command.line)))

    def _do_nixevent(self, command: Command) -> None:
        self._reply(self._subscription.nix(_words(command.line)))

    def _do_noevents(self, command: Command) -> None:
        self._reply(self._subscription.none())

    def _do_myevents(self, command: Command) -> None:
        channel, formed, form = command.after("myevents ").partition(" ")
        known = self._host.has_channel(channel)
        if formed and not known:
            self._reply("-ERR invalid uuid")
        else:
            self._reply(self._subscription.mine(channel if known else ANY, form))

    def _do_filter(self, command: Command) -> None:
        self._reply(self._subscription.filter(command.after("filter ")))

    def _do_sendmsg(self, command: Command) -> None:
        uuid = command.after("sendmsg").lstrip(" ") or command.headers.get("session-id", "")
        done = self._host.send_message(uuid, command)
        self._reply("+OK" if done else f"-ERR invalid session id [{uuid}]")

    def _do_sendevent(self, command: Command) -> None:
        self._reply(f"+OK {self._host.raise_event(command)}")

    def _do_log(self, command: Command) -> None:
        """Taken, as clients ask for it at their start; the simulated switch logs nothing here."""
        word = command.after("log").lstrip(" ").partition(" ")[0]
        level = level_of(word)
        if level is None:
            self._reply("-ERR invalid log level")
            return
        self._logging = True
        self._reply(f"+OK log level {word} [{level}]")

    def _do_nolog(self, command: Command) -> None:
        self._reply("+OK no longer logging" if self._logging else "-ERR not loging")
        self._logging = False

    def _do_divert(self, command: Command) -> None:
        self._reply(f"{NO_SESSION}.")

    def _do_linger(self, command: Command) -> None:
        self._reply(NO_SESSION)

    def _do_exit(self) -> None:
        self._reply("+OK bye")
        self._close(GOODBYE)

    def _drop(self) -> None:
        self.closed = True
        self._out.clear()
        self._held.clear()

    def _reply(self, text: str, more: Mapping[str, str] | None = None) -> None:
        lines = "".join(f"{name}: {value}\n" for name, value in (more or {}).items())
        frame = f"Content-Type: command/reply\nReply-Text: {text}\n{lines}\n"
        self._out.append(frame.encode(errors="surrogateescape"))

    def _close(self, why: str) -> None:
        if not self.closed:
            self.closed = True
            head = f"Content-Type: text/disconnect-notice\nContent-Length: {len(why)}\n\n"
            self._out.append(f"{head}{why}".encode())


def _words(line: str) -> list[str]:
    """What follows the verb, cut at each blank: two blanks have an empty word between them."""
    return line.split(" ")[1:]


_VERBS: tuple[tuple[str, Callable[[Connection, Command], None]], ...] = (
    ("filter ", Connection._do_filter),
    ("myevents ", Connection._do_myevents),
    ("divert_events", Connection._do_divert),
    ("sendmsg", Connection._do_sendmsg),
    ("sendevent", Connection._do_sendevent),
    ("api ", Connection._do_api),
    ("bgapi ", Connection._do_bgapi),
    ("log", Connection._do_log),
    ("linger", Connection._do_linger),
    ("nolinger", Connection._do_linger),
    ("nolog", Connection._do_nolog),
    ("event", Connection._do_event),
    ("nixevent", Connection._do_nixevent),
    ("noevents", Connection._do_noevents),
)
"""In FreeSWITCH's order; the first that fits is meant."""
