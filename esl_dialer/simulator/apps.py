"""The dialplan applications that the call flows use, by name."""

from functools import partial

from esl_dialer.simulator.bridging import bridge
from esl_dialer.simulator.causes import NORMAL, known_cause
from esl_dialer.simulator.channel import Channel, Running
from esl_dialer.simulator.core import MS, SECOND, Core
from esl_dialer.simulator.dialstring import separate, separate_blank, variables_of
from esl_dialer.simulator.ending import hangup
from esl_dialer.simulator.execution import Application, complete, execute_next, listen, run
from esl_dialer.simulator.figures import atoi, is_true
from esl_dialer.simulator.parked import park
from esl_dialer.simulator.playing import play
from esl_dialer.simulator.recording import (
    change_recording,
    is_recordable,
    start_recording,
    stop_recording,
)
from esl_dialer.simulator.tasks import scheduled
from ivr.flows import CONTEXT, FLOWS, Action

NO_ROUTE = "NO_ROUTE_DESTINATION"


def transfer(
    core: Core, channel: Channel, extension: str, dialplan: str = "XML", context: str = "default"
) -> None:
    """Send a channel to an extension of the dialplan; with no such extension it is hung up."""
    channel.destination, channel.dialplan, channel.context = extension, dialplan, context
    actions = actions_of(extension, dialplan, context)
    run(core, channel, actions or (Action("hangup", NO_ROUTE),))


def actions_of(extension: str, dialplan: str, context: str) -> tuple[Action, ...]:
    """The actions of a flow, or of an ``inline`` list: ``playback:a.wav,park``, ``m:^:a^b``."""
    if dialplan.lower() == "inline":
        own = extension.startswith("m:") and extension[3:4] == ":"
        listed, delimiter = (extension[4:], extension[2]) if own else (extension, ",")
        pairs = (item.partition(":") for item in separate(listed, delimiter))
        return tuple(Action(app, data) for app, _, data in pairs)
    if context == CONTEXT and extension in FLOWS:
        return FLOWS[extension].actions
    return ()


def _answer(core: Core, channel: Channel, data: str) -> bool:
    return True


def _set(core: Core, channel: Channel, data: str) -> bool:
    name, _, value = data.partition("=")
    if value and value != "_undef_":
        channel.variables[name] = value
    else:
        channel.variables.pop(name, None)
    return True


def _unset(core: Core, channel: Channel, data: str) -> bool:
    channel.variables.pop(data, None)
    return True


def _event(core: Core, channel: Channel, data: str) -> bool:
    """Raises an event with these headers: ``NAME=VALUE,NAME=VALUE``."""
    pairs = (pair.partition("=") for pair in separate(data, ","))
    core.emit("CHANNEL_APPLICATION", channel, {name: value for name, _, value in pairs if name})
    return True


def _endless_playback(core: Core, channel: Channel, data: str) -> bool:
    """Until something else is asked of the channel; no key ends it."""
    if channel.running is not None:
        channel.running.stop = partial(complete, core, channel)
    listen(core, channel, lambda _: None)
    return False


def _hangup(core: Core, channel: Channel, data: str) -> bool:
    cause = known_cause(data) if data else NORMAL
    if channel.running is not None:
        channel.running.stop = partial(complete, core, channel)
    hangup(core, channel, cause)
    return False


def _sched_hangup(core: Core, channel: Channel, data: str) -> bool:
    words = separate_blank(data)
    if words:
        schedule_hangup(core, channel, *words[:2])
    return True


def schedule_hangup(
    core: Core, channel: Channel, when: str, cause: str = "ALLOTTED_TIMEOUT"
) -> None:
    """``+SECONDS`` from now, or an epoch; what is no time is now."""
    seconds = atoi(when[1:]) if when.startswith("+") else atoi(when) - core.now // SECOND
    end = partial(hangup, core, channel, known_cause(cause))
    if atoi(when[1:]) == 0:
        end()
        return
    delay = max(0, seconds)
    channel.tasks.append(scheduled(core, "switch_ivr_schedule_hangup", channel.uuid, delay))
    core.for_channel(channel, delay * SECOND, end)


def _transfer(core: Core, channel: Channel, data: str) -> bool:
    words = separate_blank(data)
    if not words:
        return True
    complete(core, channel)
    transfer_legs(core, channel, words)
    return False


def transfer_legs(core: Core, channel: Channel, words: list[str]) -> None:
    """``[-bleg|-both] EXTENSION [DIALPLAN] [CONTEXT]``: this leg, its other leg, or both."""
    which = words[0].lower()
    if which not in ("-bleg", "-both"):
        transfer(core, channel, *words[:3])
        return
    legs = [channel.peer] + ([channel] if which == "-both" else [])
    for leg in legs:
        if leg is not None and len(words) > 1:
            core.for_channel(leg, 0, partial(transfer, core, leg, *words[1:4]))


def _sleep(core: Core, channel: Channel, data: str) -> bool:
    milliseconds = max(0, atoi(data))
    if milliseconds and channel.running is not None:
        _Sleep(core, channel, channel.running).begin(milliseconds)
    return not milliseconds


def _nothing() -> None:
    """With ``sleep_eat_digits`` a key is no matter."""


class _Sleep:
    """Any key ends it, and no event tells of that key. Its time goes on while it is interrupted."""

    def __init__(self, core: Core, channel: Channel, running: Running) -> None:
        self._core, self._channel, self._running = core, channel, running
        self._suspended = self._due = self._done = False

    def begin(self, milliseconds: int) -> None:
        self._timer = self._core.for_channel(self._channel, milliseconds * MS, self._over)
        eats = is_true(self._channel.variables.get("sleep_eat_digits", ""))
        self._running.on_waiting_key = _nothing if eats else self._over
        self._running.stop = self._stop
        self._running.cut = self._over
        self._running.suspend, self._running.resume = self._suspend, self._resume
        if self._channel.waiting_keys and not eats:
            self._core.for_channel(self._channel, 0, self._over)

    def _stop(self) -> None:
        self._done = True
        complete(self._core, self._channel)

    def _suspend(self) -> None:
        self._suspended = True

    def _resume(self) -> None:
        self._suspended = False
        if self._due:
            self._over()

    def _over(self) -> None:
        if self._done:
            return
        self._timer.cancel()
        self._due = True
        if not self._suspended:
            self._done = True
            complete(self._core, self._channel)
            execute_next(self._core, self._channel)


def _detector(core: Core, channel: Channel, data: str) -> bool:
    """The far end makes no sound: its keys come by RFC 2833 or SIP INFO, detector or not."""
    return True


def _record_session(core: Core, channel: Channel, data: str) -> bool:
    """``FILE [+LONGEST] [{VARIABLES}]``; one that can't be is passed over, as FreeSWITCH does."""
    path, *more = separate(data, " ", 3) or [""]
    limit = more.pop(0)[1:] if more and more[0].startswith("+") else ""
    if is_recordable(path):
        start_recording(core, channel, path, atoi(limit), variables_of(more[0] if more else ""))
    return True


def _stop_record_session(core: Core, channel: Channel, data: str) -> bool:
    stop_recording(core, channel, data)
    return True


def _change_record_session(
    *, paused: bool | None = None, masked: bool | None = None
) -> Application:
    def change(core: Core, channel: Channel, data: str) -> bool:
        change_recording(core, channel, data, paused=paused, masked=masked)
        return True

    return change


APPLICATIONS: dict[str, Application] = {
    "answer": _answer,
    "bridge": bridge,
    "endless_playback": _endless_playback,
    "event": _event,
    "hangup": _hangup,
    "park": park,
    "playback": play,
    "record_session": _record_session,
    "record_session_mask": _change_record_session(masked=True),
    "record_session_pause": _change_record_session(paused=True),
    "record_session_resume": _change_record_session(paused=False),
    "record_session_unmask": _change_record_session(masked=False),
    "sched_hangup": _sched_hangup,
    "set": _set,
    "sleep": _sleep,
    "start_dtmf": _detector,
    "stop_dtmf": _detector,
    "stop_record_session": _stop_record_session,
    "transfer": _transfer,
    "unset": _unset,
}
