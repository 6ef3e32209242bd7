"""What a client asked to be told, in which form: ``event``, ``nixevent``, ``noevents``, ``filter``,
``myevents``. Each answers with the text of its reply."""

from enum import StrEnum

from esl_dialer.simulator.socket.event import Event
from esl_dialer.simulator.socket.filters import Filters
from esl_dialer.simulator.socket.names import ALL, EVERY, named

NO_KEYWORDS = "-ERR no keywords supplied"
MY_EVENTS = frozenset(
    {
        *("CHANNEL_ANSWER", "CHANNEL_APPLICATION", "CHANNEL_BRIDGE", "CHANNEL_CREATE"),
        *("CHANNEL_DATA", "CHANNEL_DESTROY", "CHANNEL_EXECUTE", "CHANNEL_EXECUTE_COMPLETE"),
        *("CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_ORIGINATE", "CHANNEL_UUID"),
        *("CHANNEL_OUTGOING", "CHANNEL_PARK", "CHANNEL_PROGRESS", "CHANNEL_PROGRESS_MEDIA"),
        *("CHANNEL_STATE", "CHANNEL_UNBRIDGE", "CHANNEL_UNPARK", "DETECTED_SPEECH", "DTMF"),
        *("NOTALK", "TALK"),
    }
)
"""What ``myevents`` adds: no PLAYBACK, no CALLSTATE."""


class Form(StrEnum):
    PLAIN = "plain"
    JSON = "json"
    XML = "xml"


ANY = ""
"""In place of a channel: every one."""
FORMS = {str(form): form for form in Form}


class Subscription:
    """Starts with nothing asked for, in the plain form."""

    def __init__(self) -> None:
        self.filters = Filters()
        self._form = Form.PLAIN
        self._names: frozenset[str] = frozenset()
        self._every = False
        self._subclasses: set[str] = set()
        self._listening = False
        self._channel: str | None = None

    def event(self, words: list[str]) -> str:
        """The first word may be a form; behind CUSTOM stand subclasses and nothing else."""
        if words and words[0].lower() in FORMS:
            self._form = FORMS[words.pop(0).lower()]
        names, subclasses = _read(words)
        self._subclasses |= set(subclasses)
        if not names:
            return NO_KEYWORDS
        self._listening = True
        self._every = self._every or ALL in names
        self._names |= EVERY if ALL in names else names
        return f"+OK event listener enabled {self._form}"

    def nix(self, words: list[str]) -> str:
        names, subclasses = _read(words)
        self._subclasses -= set(subclasses)
        if not names:
            return NO_KEYWORDS
        self._listening = True
        if ALL in names:
            self._names, self._every = frozenset(), False
        elif names - {"CUSTOM"}:
            self._names, self._every = self._names - (names - {"CUSTOM"}), False
        return "+OK events nixed"

    def none(self) -> str:
        if not self._listening:
            return "-ERR not listening for events"
        self._listening = self._every = False
        self._names = frozenset()
        self._subclasses.clear()
        return "+OK no longer listening for events"

    def mine(self, channel: str, form: str) -> str:
        """The events of one channel alone, or of any."""
        if self._channel is not None:
            return "-ERR aready enabled."
        self._channel, self._listening = channel, True
        self._names |= MY_EVENTS
        self._form = FORMS.get(form.lower(), self._form)
        return "+OK Events Enabled"

    def filter(self, arguments: str) -> str:
        """``[add] HEADER VALUE`` or ``delete HEADER|all [VALUE]``."""
        name, given, value = arguments.lstrip(" ").partition(" ")
        verb = name.lower()
        if not given:
            return "-ERR invalid syntax"
        if verb in ("add", "delete"):
            name, given, value = value.partition(" ")
        if verb == "delete":
            self.filters.delete(name, value)
            return f"+OK filter deleted. [{name}][{value}]"
        if given:
            self.filters.add(name, value)
        return f"+OK filter added. [{name}]=[{value if given else '(null)'}]"

    def wants(self, name: str) -> bool:
        return name in self._names

    def passes(self, event: Event) -> bool:
        """Whether an event of a name that it wants is for it."""
        subclass = event.headers.get("Event-Subclass")
        custom = event.name == "CUSTOM" and not self._every and subclass
        if custom and subclass not in self._subclasses:
            return False
        channel = event.headers.get("Unique-ID")
        if self._channel is not None and (not channel or self._channel not in (ANY, channel)):
            return False
        return self.filters.let_through(event.headers)

    def ends_with(self, event: Event) -> bool:
        """Whether that is the last that ``myevents`` of a channel tells: the connection ends."""
        return bool(self._channel) and event.name == "CHANNEL_HANGUP"

    def frame(self, event: Event) -> bytes:
        """The event in the form asked for."""
        return {Form.PLAIN: event.plain, Form.JSON: event.json, Form.XML: event.xml}[self._form]()


def _read(words: list[str]) -> tuple[frozenset[str], list[str]]:
    """The events named, and what stands behind CUSTOM."""
    names: set[str] = set()
    for position, word in enumerate(words):
        name = named(word)
        names |= {name} if name else set()
        if name == "CUSTOM":
            return frozenset(names), words[position + 1 :]
    return frozenset(names), []
