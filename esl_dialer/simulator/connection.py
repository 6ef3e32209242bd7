"""One client of the event socket: bytes in, bytes out. FreeSWITCH's replies, to the letter."""

from collections import deque
from collections.abc import Callable, Mapping

from esl_dialer.simulator.event import EVENT_NAMES, Event

MOST_UNREAD = 1 << 20
GOODBYE = "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n"
SHUTTING_DOWN = "The system is being shut down.\n"
NO_REPLY = "-ERR no reply\n"
AUTH_REQUEST = b"Content-Type: auth/request\n\n"

Api = Callable[[str, Callable[[str], None]], None]
Bgapi = Callable[[str, str], str]
SendMessage = Callable[[str, Mapping[str, str]], bool]


class Connection:
    """``receive`` takes what the client sent; ``take_output`` gives what it is to be sent.

    ``closed`` becomes True when the socket is to be closed after the output. While an ``api
    originate`` waits for its call, nothing is read and no event is sent, as on the real one.
    """

    def __init__(self, password: str, api: Api, bgapi: Bgapi, send_message: SendMessage) -> None:
        self._password, self._api, self._bgapi, self._send_message = (
            password,
            api,
            bgapi,
            send_message,
        )
        self.closed = False
        self._unread = b""
        self._out: list[bytes] = [AUTH_REQUEST]
        self._held: deque[bytes] = deque()
        self._authenticated = False
        self._blocked = False
        self._reading = False
        self._json = False
        self._names: frozenset[str] = frozenset()
        self._subclasses: frozenset[str] = frozenset()
        self._filters: list[tuple[str, str]] = []

    def receive(self, data: bytes) -> None:
        """Bytes from the client, in any cuts."""
        self._unread = (self._unread + data).replace(b"\r\n", b"\n")
        self._read()

    def take_output(self) -> bytes:
        out, self._out = b"".join(self._out), []
        return out

    def wants(self, name: str) -> bool:
        return name in self._names

    def take(self, event: Event) -> None:
        if self._wanted(event):
            frame = event.json() if self._json else event.plain()
            self._held.append(frame) if self._blocked else self._out.append(frame)

    def shut_down(self) -> None:
        self._close(SHUTTING_DOWN)

    def _read(self) -> None:
        """Every whole command that has arrived, unless it is one of them that asks."""
        if self._reading:
            return
        self._reading = True
        while not self._blocked and not self.closed and (parsed := self._next()):
            self._command(*parsed)
        self._reading = False

    def _next(self) -> tuple[str, dict[str, str]] | None:
        self._unread = self._unread.lstrip(b"\n")
        head, found, rest = self._unread.partition(b"\n\n")
        if not found:
            self.closed = len(self._unread) > MOST_UNREAD
            return None
        line, headers = _parsed(head)
        length = headers.get("content-length", "")
        body = int(length) if length.isdigit() else 0
        if len(rest) < body:
            return None
        self._unread = rest[body:]
        return line, headers

    def _command(self, line: str, headers: Mapping[str, str]) -> None:
        if not self._authenticated:
            self._auth(line)
            return
        name, _, arguments = line.partition(" ")
        act = _COMMANDS.get(name)
        if act is None or (name in _NEED_ARGUMENTS and " " not in line):
            self._reply("-ERR command not found")
            return
        act(self, arguments, headers)

    def _auth(self, line: str) -> None:
        name, _, given = line.partition(" ")
        if name != "auth":
            self._reply("-ERR command not found")
        elif given == self._password:
            self._authenticated = True
            self._reply("+OK accepted")
        else:
            self._reply("-ERR invalid")
            self._close(GOODBYE)

    def _do_api(self, arguments: str, headers: Mapping[str, str]) -> None:
        self._blocked = True
        self._api(arguments, self._api_done)

    def _api_done(self, text: str) -> None:
        body = (text or NO_REPLY).encode(errors="surrogateescape")
        head = f"Content-Type: api/response\nContent-Length: {len(body)}\n\n".encode()
        self._out.append(head + body)
        self._out.extend(self._held)
        self._held.clear()
        self._blocked = False
        self._read()

    def _do_bgapi(self, arguments: str, headers: Mapping[str, str]) -> None:
        job = self._bgapi(arguments, headers.get("job-uuid", ""))
        self._reply(f"+OK Job-UUID: {job}", {"Job-UUID": job})

    def _do_event(self, arguments: str, headers: Mapping[str, str]) -> None:
        words = arguments.replace(",", " ").split()
        form = words[0].lower() if words else ""
        names = {word.upper() for word in words} & EVENT_NAMES
        if not names:
            self._reply("-ERR no keywords supplied")
            return
        self._json = form == "json" or (self._json and form not in {"plain", "xml"})
        self._names |= EVENT_NAMES if "ALL" in names else names
        self._subclasses |= {word for word in words if "::" in word}
        self._reply(f"+OK event listener enabled {'json' if self._json else 'plain'}")

    def _do_nixevent(self, arguments: str, headers: Mapping[str, str]) -> None:
        names = {word.upper() for word in arguments.split()} & EVENT_NAMES
        if not names:
            self._reply("-ERR no keywords supplied")
            return
        self._names -= EVENT_NAMES if "ALL" in names else names
        self._reply("+OK events nixed")

    def _do_noevents(self, arguments: str, headers: Mapping[str, str]) -> None:
        listening, self._names = bool(self._names), frozenset()
        said = (
            "+OK no longer listening for events" if listening else "-ERR not listening for events"
        )
        self._reply(said)

    def _do_filter(self, arguments: str, headers: Mapping[str, str]) -> None:
        words = arguments.split(" ", 1)
        if words[0] == "delete":
            self._delete_filter(words[1] if len(words) > 1 else "")
        elif len(words) < 2:
            self._reply("-ERR invalid syntax")
        else:
            self._filters.append((words[0], words[1]))
            self._reply(f"+OK filter added. [{words[0]}]=[{words[1]}]")

    def _delete_filter(self, which: str) -> None:
        name, _, value = which.partition(" ")
        self._filters = [
            (kept, wanted)
            for kept, wanted in self._filters
            if name != "all" and (kept != name or value not in {"", wanted})
        ]
        self._reply(f"+OK filter deleted. [{name}][{value}]")

    def _do_sendmsg(self, arguments: str, headers: Mapping[str, str]) -> None:
        done = self._send_message(arguments, headers)
        self._reply("+OK" if done else f"-ERR invalid session id [{arguments}]")

    def _do_exit(self, arguments: str, headers: Mapping[str, str]) -> None:
        self._reply("+OK bye")
        self._close(GOODBYE)

    def _do_nothing(self, arguments: str, headers: Mapping[str, str]) -> None:
        self._reply("-ERR not controlling a session")

    def _wanted(self, event: Event) -> bool:
        if event.name == "CUSTOM" and event.headers.get("Event-Subclass") not in self._subclasses:
            return False
        return not self._filters or any(_matches(event, *pair) for pair in self._filters)

    def _reply(self, text: str, more: Mapping[str, str] | None = None) -> None:
        lines = "".join(f"{name}: {value}\n" for name, value in (more or {}).items())
        frame = f"Content-Type: command/reply\nReply-Text: {text}\n{lines}\n"
        self._out.append(frame.encode(errors="surrogateescape"))

    def _close(self, why: str) -> None:
        if not self.closed:
            self.closed = True
            head = f"Content-Type: text/disconnect-notice\nContent-Length: {len(why)}\n\n"
            self._out.append(f"{head}{why}".encode())


def _parsed(head: bytes) -> tuple[str, dict[str, str]]:
    """The command's line, and its headers by lower-case name."""
    line, *rest = head.decode(errors="surrogateescape").split("\n")
    pairs = (item.partition(":") for item in rest)
    return line, {name.strip().lower(): value.strip() for name, _, value in pairs}


def _matches(event: Event, name: str, value: str) -> bool:
    found = event.headers.get(name)
    return found is not None and found.lower() == value.lower()


_COMMANDS: dict[str, Callable[[Connection, str, Mapping[str, str]], None]] = {
    "api": Connection._do_api,
    "bgapi": Connection._do_bgapi,
    "event": Connection._do_event,
    "exit": Connection._do_exit,
    "filter": Connection._do_filter,
    "linger": Connection._do_nothing,
    "noevents": Connection._do_noevents,
    "nixevent": Connection._do_nixevent,
    "nolinger": Connection._do_nothing,
    "sendmsg": Connection._do_sendmsg,
}
_NEED_ARGUMENTS = frozenset({"api", "bgapi", "filter"})
