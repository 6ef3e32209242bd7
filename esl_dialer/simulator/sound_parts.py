"""What a playback is made of: files, silence and tones, and how long each lasts."""

from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialstring import separate
from esl_dialer.simulator.figures import atoi

FILE_STRING = "file_string://"
SILENCE = "silence_stream://"
TONE = "tone_stream://"
TONE_MS = 1000
WITHOUT_END_MS = 86_400_000
"""A negative length of silence; longer than any call."""


def parts_of(core: Core, data: str) -> list[tuple[str, int]]:
    """Each part of ``a.wav`` or ``file_string://a.wav!b.wav`` that exists, and its milliseconds."""
    parts = [data]
    if data.startswith(FILE_STRING):
        parts = separate(data.removeprefix(FILE_STRING), "!")
    return [(part, length) for part in parts if (length := length_ms(core, part)) is not None]


def length_ms(core: Core, part: str) -> int | None:
    """Milliseconds of one part; None when there is no such file."""
    if part.startswith(SILENCE):
        figure = atoi(part.removeprefix(SILENCE))
        return (figure if figure > 0 else WITHOUT_END_MS) if figure else None
    if part.startswith(TONE):
        return WITHOUT_END_MS if part.endswith("loops=-1") else TONE_MS
    return core.sound_ms(part)


def is_heard(part: str) -> bool:
    """Whether it is a sound file: of tones there is nothing but their length."""
    return not part.startswith((SILENCE, TONE))
