"""Recordings of a channel: told as they start and stop. Nothing is heard, so no file is left."""

from esl_dialer.simulator.channel import Channel, Recording
from esl_dialer.simulator.core import MS, Core

ALL = "all"
SAMPLES_PER_MS = 8


def start_recording(core: Core, channel: Channel, path: str) -> bool:
    """False when the channel is not answered; True also when it is recorded there already."""
    if channel.answered and path not in channel.recordings:
        channel.recordings[path] = Recording(core.now)
        core.emit("RECORD_START", channel, {"Record-File-Path": path})
    return channel.answered


def stop_recording(core: Core, channel: Channel, path: str) -> bool:
    """One recording, or ``all``; False when there is none."""
    paths = list(channel.recordings) if path.lower() == ALL else [path]
    found = [name for name in paths if name in channel.recordings]
    for name in found:
        _stopped(core, channel, name, channel.recordings.pop(name))
    return bool(found)


def _stopped(core: Core, channel: Channel, path: str, recording: Recording) -> None:
    milliseconds = (core.now - recording.since) // MS
    channel.variables |= {
        "record_samples": str(milliseconds * SAMPLES_PER_MS),
        "record_seconds": str(milliseconds // 1000),
        "record_ms": str(milliseconds),
        "record_completion_cause": "success-silence",
    }
    told = {"Record-File-Path": path, "Record-Completion-Cause": "success-silence"}
    core.emit("RECORD_STOP", channel, told)
