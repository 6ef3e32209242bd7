"""``playback``: a file, several as one (``file_string://a!b``) or one after the other (``a!b`` with
the variable ``playback_delimiter``), ended by a key or their end."""

from functools import partial

from esl_dialer.simulator.channel import Channel, Sound
from esl_dialer.simulator.core import MS, Core
from esl_dialer.simulator.dialstring import separate
from esl_dialer.simulator.execution import complete, execute_next, listen
from esl_dialer.simulator.far_end import message_ended
from esl_dialer.simulator.sound_parts import parts_of
from esl_dialer.simulator.timers import Timer

SAMPLES_PER_MS = 8
DEFAULT_TERMINATORS = "*"
NO_TERMINATORS = "none"
PLAYED, MISSING, BROKEN = "FILE PLAYED", "FILE NOT FOUND", "PLAYBACK ERROR"


def play(core: Core, channel: Channel, data: str) -> bool:
    """Play ``data``; parts that do not exist are passed over, with none left nothing is played."""
    channel.variables.pop("playback_terminator_used", None)
    files = _delimited(channel, data)
    playable = [file for file in files if parts_of(core, file)]
    if not playable:
        channel.variables["current_application_response"] = MISSING
        complete(core, channel, MISSING)
        return False
    Playback(core, channel, playable, of_several=len(files) > 1).begin()
    return False


def _delimited(channel: Channel, data: str) -> list[str]:
    delimiter = channel.variables.get("playback_delimiter", "")[:1]
    return separate(data, delimiter) if delimiter else [data]


class Playback:
    """One playback under way on a channel: of ``files``, one after the other."""

    def __init__(self, core: Core, channel: Channel, files: list[str], *, of_several: bool) -> None:
        self._core, self._channel = core, channel
        self._of_several = of_several
        self._data, *self._following = files
        self._lengths = [length for _, length in parts_of(core, self._data)]
        self._heard = 0
        """Microseconds of it, up to the last time it was suspended."""
        self._since = core.now
        self._timers: list[Timer] = []
        self._over = False

    def begin(self) -> None:
        core, channel = self._core, self._channel
        core.emit("PLAYBACK_START", channel, {"Playback-File-Path": self._data})
        core.note("PLAY", channel, file=self._data, ms=sum(self._lengths))
        if channel.running is not None:
            channel.running.stop = self._stop
            channel.running.cut = partial(self._end, "break")
            channel.running.suspend = self._suspend
            channel.running.resume = self._go_on
        self._go_on()
        listen(core, channel, self._key)

    def _go_on(self) -> None:
        core, channel = self._core, self._channel
        self._since = core.now
        channel.sounds.append(Sound(self._data, core.now, self._heard))
        left = sum(self._lengths) * MS - self._heard
        self._timers = [core.for_channel(channel, left, partial(self._end, "done"))]
        first = self._lengths[0] * MS - self._heard
        if len(self._lengths) > 1 and first > 0:
            heard = partial(message_ended, core, channel)
            self._timers.append(core.for_channel(channel, first, heard))

    def _suspend(self) -> None:
        """What passed since it went on is heard; the second time at once nothing has."""
        if self._timers:
            self._heard += self._core.now - self._since
            self._channel.sounds[-1].until = self._core.now
        for timer in self._timers:
            timer.cancel()
        self._timers = []

    def _key(self, key: str) -> None:
        given = self._channel.variables.get("playback_terminators", DEFAULT_TERMINATORS)
        if given != NO_TERMINATORS and key in given:
            self._channel.variables["playback_terminator_used"] = key
            self._end("break")

    def _end(self, status: str) -> None:
        going_on = status == "done" and self._following
        if not self._stopped(status, "" if going_on else PLAYED):
            return
        if going_on:
            message_ended(self._core, self._channel)
            Playback(self._core, self._channel, self._following, of_several=True).begin()
        else:
            execute_next(self._core, self._channel)

    def _stop(self) -> None:
        """Of several files FreeSWITCH says that they were played, whatever became of them."""
        self._stopped("done", PLAYED if self._of_several else BROKEN)

    def _stopped(self, status: str, response: str) -> bool:
        """Told once; False when it was over already."""
        if self._over:
            return False
        self._over = True
        self._suspend()
        core, channel = self._core, self._channel
        channel.variables |= self._measured()
        extra = {"Playback-File-Path": self._data, "Playback-Status": status}
        core.emit("PLAYBACK_STOP", channel, extra)
        core.note("PLAYED", channel, status=status, ms=self._heard // MS)
        if response:
            complete(core, channel, response)
        return True

    def _measured(self) -> dict[str, str]:
        played = self._heard // MS
        return {
            "playback_last_offset_pos": str(played * SAMPLES_PER_MS),
            "playback_seconds": str(played // 1000),
            "playback_ms": str(played),
            "playback_samples": str(played * SAMPLES_PER_MS),
        }
