"""Recordings of a channel: what was played to it, and the silence of its far end, as a WAV file."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import PurePath

from esl_dialer.simulator.channel import Channel, Recording, Sound, Span
from esl_dialer.simulator.core import MS, SECOND, Core, RecordedFile, Stretch
from esl_dialer.simulator.figures import atoi, is_true
from esl_dialer.simulator.sound_parts import is_heard, parts_of

ALL = "all"
RATE = 8000
PACKET = 20 * MS
STOPPED = "success-maxtime"
"""FreeSWITCH's word for one that was stopped while its channel lived."""
HUNG_UP = "success-silence"
NOTHING, TOO_SHORT, NOT_MADE = "empty-file", "input-too-short", "uri-failure"


def is_recordable(path: str) -> bool:
    """Whether this switch can: a WAV file, by its whole path."""
    name = PurePath(path)
    return name.is_absolute() and name.suffix == ".wav"


def start_recording(
    core: Core,
    channel: Channel,
    path: str,
    limit_s: int = 0,
    given: Mapping[str, str] | None = None,
) -> bool:
    """False when it can't be; True also when the channel is recorded there already.

    ``limit_s`` above 0 is its longest time, in seconds as the clock strikes them. ``given`` are
    variables for it alone.
    """
    if not channel.has_media:
        return False
    if path in channel.recordings:
        return True
    if not core.make_recording(path):
        channel.variables["record_completion_cause"] = NOT_MADE
        return False
    recording = _begun(core, channel, given or {})
    channel.recordings[path] = recording
    core.emit("RECORD_START", channel, _told(path, recording))
    if limit_s > 0:
        left = limit_s * SECOND - core.now % SECOND
        core.for_channel(channel, left, partial(_expired, core, channel, path, recording))
    return True


def _begun(core: Core, channel: Channel, given: Mapping[str, str]) -> Recording:
    def value(name: str) -> str:
        return given.get(name) or channel.variables.get(name, "")

    swapped = is_true(value("RECORD_STEREO_SWAP"))
    played = not is_true(value("RECORD_READ_ONLY"))
    plays: tuple[bool, ...] = (played,)
    if swapped or is_true(value("RECORD_STEREO")):
        plays = (played, False) if swapped else (False, played)
    return Recording(
        core.now,
        plays,
        max(0, atoi(value("RECORD_MIN_SEC"))),
        given,
        bridged_only=is_true(value("RECORD_BRIDGE_REQ")),
    )


def _expired(core: Core, channel: Channel, path: str, recording: Recording) -> None:
    if channel.recordings.get(path) is recording:
        stop_recording(core, channel, path)


def stop_recording(core: Core, channel: Channel, path: str, cause: str = STOPPED) -> bool:
    """One recording, or ``all``; False when there is none."""
    paths = list(channel.recordings) if path.lower() == ALL else [path]
    found = [name for name in paths if name in channel.recordings]
    for name in found:
        _stop(core, channel, name, cause)
    return bool(found)


def change_recording(
    core: Core,
    channel: Channel,
    path: str,
    *,
    paused: bool | None = None,
    masked: bool | None = None,
) -> bool:
    """Leave out what follows, or silence it, or no longer; False when there is none."""
    recording = channel.recordings.get(path)
    if recording is None:
        return False
    _close_span(core, channel, recording)
    recording.paused = recording.paused if paused is None else paused
    recording.masked = recording.masked if masked is None else masked
    return True


def turn_recordings(core: Core, channel: Channel) -> None:
    """Its bridge is about to begin, or to end."""
    for recording in channel.recordings.values():
        _close_span(core, channel, recording)


def _close_span(core: Core, channel: Channel, recording: Recording) -> None:
    """In whole packets, as it is written."""
    counts = channel.peer is not None or not recording.bridged_only
    if counts and not recording.paused:
        until = core.now - (core.now - recording.since) % PACKET
        recording.spans.append(Span(recording.since, until, recording.masked))
    recording.since = core.now


def _stop(core: Core, channel: Channel, path: str, cause: str) -> None:
    recording = channel.recordings.pop(path)
    _close_span(core, channel, recording)
    stretches = tuple(_stretches(core, channel, recording))
    samples = sum(stretch.samples for stretch in stretches)
    discarded = NOTHING if not samples else ""
    if samples < recording.shortest_s * RATE:
        discarded = discarded or TOO_SHORT
    channel.variables |= {
        "record_samples": str(samples),
        "record_seconds": str(samples // RATE),
        "record_ms": str(samples * 1000 // RATE),
        "record_completion_cause": discarded or cause,
    } | ({"RECORD_DISCARDED": "true"} if discarded else {})
    core.out.append(RecordedFile(path, stretches, recording.plays, discarded=bool(discarded)))
    told = _told(path, recording) | {"Record-Completion-Cause": discarded or cause}
    core.emit("RECORD_STOP", channel, told)


def _told(path: str, recording: Recording) -> dict[str, str]:
    given = {f"Recording-Variable-{name}": value for name, value in recording.given.items()}
    return {"Record-File-Path": path} | given


def _stretches(core: Core, channel: Channel, recording: Recording) -> Iterator[Stretch]:
    for span in recording.spans:
        at = span.since
        for sound in [] if span.masked else channel.sounds:
            since = max(at, sound.since)
            until = min(span.until, sound.until or core.now)
            if since < until:
                yield from _silence(at, since)
                yield from _played(core, sound, since, until)
                at = until
        yield from _silence(at, span.until)


def _silence(since: int, until: int) -> Iterator[Stretch]:
    if samples := _samples(until - since):
        yield Stretch(samples)


def _played(core: Core, sound: Sound, since: int, until: int) -> Iterator[Stretch]:
    """Part after part of a sound, from one instant to another; silence behind its end."""
    begin = _samples(since - sound.since + sound.skipped)
    end = begin + _samples(until - since)
    before = 0
    for part, length in parts_of(core, sound.file):
        behind = before + length * RATE // 1000
        if begin < min(end, behind):
            file = part if is_heard(part) else ""
            yield Stretch(min(end, behind) - begin, file, begin - before if file else 0)
            begin = min(end, behind)
        before = behind
    if begin < end:
        yield Stretch(end - begin)


def _samples(microseconds: int) -> int:
    return microseconds * RATE // SECOND
