"""From messages to files: what is missing is spoken, put together and written.

Names of files hold a record's number and a digest of what is said, never a text from a list.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from esl_dialer.core.says import Says
from esl_dialer.core.speech.audio_folders import folder_of
from esl_dialer.core.speech.generation import LONGEST_MS, Alive, Files, NotSpoken, implausible
from esl_dialer.core.speech.messages import (
    LANGUAGE_PAUSE_MS,
    SENTENCE_PAUSE_MS,
    Message,
    Messages,
    Utterance,
)
from esl_dialer.worker.audio.cache import UtteranceCache, digest
from esl_dialer.worker.audio.pool import EnginePool, Result, Spoken, Unspoken
from esl_dialer.worker.audio.wav import duration_ms, silence, wav_bytes, write_whole

AWAY_S = 10.0
"""Before a directory that is away is asked for again."""

Sounds = Mapping[Utterance, Result]
OpenPool = Callable[[str], EnginePool]


class Speaker:
    """Speaks batches of messages into a directory; keeps its engines running between batches."""

    def __init__(self, directory: Path, open_pool: OpenPool, cache: UtteranceCache) -> None:
        self._directory = directory
        self._open_pool = open_pool
        self._cache = cache
        self._pools: dict[str, EnginePool] = {}
        self._prompts: set[str] = set()

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def speak_batch(
        self, campaign_id: int, messages: Mapping[int, Messages], alive: Alive
    ) -> dict[int, Files | NotSpoken]:
        """Speak and write what each record's call may play; every record has an answer.

        A directory that is away is not made anew: it may be a mount, and is waited for.
        """
        if not self._directory.is_dir():
            away = Says("the folder {folder} is not there", folder=str(self._directory))
            return dict.fromkeys(messages, NotSpoken(away, wait=AWAY_S))
        spoken = (message for each in messages.values() for message in _all(each))
        sounds = self.sounds((part for message in spoken for part in message.utterances), alive)
        return {
            record_id: self._files(campaign_id, record_id, each, sounds)
            for record_id, each in messages.items()
        }

    def sounds(self, utterances: Iterable[Utterance], alive: Alive) -> dict[Utterance, Result]:
        """Each utterance from the cache or from its engine."""
        wanted = dict.fromkeys(utterances)
        sounds: dict[Utterance, Result] = {}
        for each in wanted:
            if (pcm := self._cache.get(each)) is not None:
                sounds[each] = Spoken(pcm)
        missing = [each for each in wanted if each not in sounds]
        for engine in sorted({each.engine for each in missing}):
            its_own = [each for each in missing if each.engine == engine]
            spoken = self._pool(engine).speak(its_own, alive)
            sounds |= {each: self._kept(each, result) for each, result in spoken.items()}
        return sounds

    def _pool(self, engine: str) -> EnginePool:
        if engine not in self._pools:
            self._pools[engine] = self._open_pool(engine)
        return self._pools[engine]

    def _kept(self, utterance: Utterance, result: Result) -> Result:
        if isinstance(result, Unspoken):
            return result
        if reason := implausible(utterance.text, duration_ms(result.pcm)):
            return Unspoken(reason)
        self._cache.put(utterance, result.pcm)
        return result

    def _files(
        self, campaign_id: int, record_id: int, messages: Messages, sounds: Sounds
    ) -> Files | NotSpoken:
        pcm = assemble(messages.message, sounds)
        if isinstance(pcm, NotSpoken):
            return pcm
        if duration_ms(pcm) > LONGEST_MS:
            seconds = round(duration_ms(pcm) / 1000)
            return NotSpoken(Says("the message is too long: {seconds} s", seconds=seconds))
        prompts = []
        for each in messages.prompts:
            prompt = self._prompt(each, sounds)
            if isinstance(prompt, NotSpoken):
                return prompt
            prompts.append(prompt)
        name = message_path(campaign_id, record_id, messages.message)
        write_whole(self._directory / name, wav_bytes(pcm))
        return Files(name, duration_ms(pcm), *prompts)

    def _prompt(self, message: Message | None, sounds: Sounds) -> str | NotSpoken:
        """One file for all records that hear the same."""
        if message is None:
            return ""
        name = prompt_path(message)
        path = self._directory / name
        if name in self._prompts and path.exists():
            path.touch()
            return name
        pcm = assemble(message, sounds)
        if isinstance(pcm, NotSpoken):
            return pcm
        write_whole(path, wav_bytes(pcm))
        self._prompts.add(name)
        return name


def _all(messages: Messages) -> list[Message]:
    return [messages.message, *(one for one in messages.prompts if one is not None)]


def assemble(message: Message, sounds: Sounds) -> bytes | NotSpoken:
    """The blocks end to end with their pauses, or the first reason why not."""
    blocks = []
    for block in message.blocks:
        parts = []
        for utterance in block:
            result = sounds[utterance]
            if isinstance(result, Unspoken):
                return NotSpoken(result.reason, result.wait, result.engine_down)
            parts.append(result.pcm)
        blocks.append(silence(SENTENCE_PAUSE_MS).join(parts))
    return silence(LANGUAGE_PAUSE_MS).join(blocks)


def _digest(message: Message) -> str:
    return digest(*(f"{each.engine}\1{each.voice}\1{each.text}" for each in message.utterances))


def message_path(campaign_id: int, record_id: int, message: Message) -> str:
    """Relative; at most a thousand records' files in one directory."""
    name = f"{record_id}-{_digest(message)[:16]}.wav"
    return f"{folder_of(campaign_id)}/{record_id // 1000}/{name}"


def prompt_path(message: Message) -> str:
    name = _digest(message)
    return f"prompts/{name[:2]}/{name}.wav"
