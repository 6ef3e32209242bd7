"""From messages to files, with engines that answer at once."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from esl_dialer.core.says import Says
from esl_dialer.core.speech.generation import Alive, Files, NotSpoken
from esl_dialer.core.speech.messages import Message, Messages, Utterance
from esl_dialer.core.words import Language
from esl_dialer.worker.audio.cache import UtteranceCache
from esl_dialer.worker.audio.pool import Result, Spoken, Unspoken
from esl_dialer.worker.audio.speaker import Speaker
from esl_dialer.worker.audio.wav import duration_ms, read_wav, silence

NEVER_MIND = lambda: None  # noqa: E731


class FakeEngine:
    """Speaks ten characters a second, unless told otherwise."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, Result] = {}

    def speak(self, utterances: Iterable[Utterance], alive: Alive) -> dict[Utterance, Result]:
        alive()
        return {each: self._one(each) for each in utterances}

    def _one(self, utterance: Utterance) -> Result:
        self.asked.append(utterance.text)
        plain = Spoken(b"\1\0" * (len(utterance.text) * 800))
        return self.answers.get(utterance.text, plain)

    def close(self) -> None:
        pass


def said(text: str, *, shared: bool = False, voice: str = "v") -> Utterance:
    return Utterance("nanotts", voice, Language.EN, text, shared)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def speaker(tmp_path: Path, engine: FakeEngine) -> Speaker:
    return Speaker(tmp_path, lambda _: engine, UtteranceCache(tmp_path / "cache"))


def files(answer: Files | NotSpoken) -> Files:
    assert isinstance(answer, Files), answer
    return answer


def test_blocks_and_utterances_are_joined_with_their_pauses(
    speaker: Speaker, tmp_path: Path
) -> None:
    message = Message(((said("0123456789"), said("abcdefghij")), (said("ABCDEFGHIJ"),)))
    answer = files(speaker.speak_batch(7, {3: Messages(message)}, NEVER_MIND)[3])
    assert answer.ms == 3000 + 280 + 500
    pcm = read_wav(tmp_path / answer.message)
    assert duration_ms(pcm) == answer.ms
    assert pcm[16000 : 16000 + 280 * 16] == silence(280)
    assert pcm[-16000 - 500 * 16 : -16000] == silence(500)


def test_a_file_is_named_by_the_record_and_by_what_is_said(speaker: Speaker) -> None:
    one, other = (Messages(Message(((said(text),),))) for text in ("Hello, Ann.", "Hello, Bob."))
    names = [
        files(speaker.speak_batch(7, {record_id: each}, NEVER_MIND)[record_id]).message
        for record_id, each in ((5, one), (5, one), (5, other), (6, one))
    ]
    assert names[0] == names[1]
    assert len(set(names)) == 3
    assert all(name.startswith("campaigns/7/0/") and "Ann" not in name for name in names)


def test_what_is_shared_is_spoken_once_even_by_another_speaker(
    tmp_path: Path, engine: FakeEngine, speaker: Speaker
) -> None:
    def batch(name: str) -> dict[int, Messages]:
        prompt = Message(((said("Thank you, goodbye.", shared=True),),))
        parts = (said(f"Hello, {name}."), said("Please call us.", shared=True))
        return {1: Messages(Message((parts,)), prompt, prompt)}

    first = files(speaker.speak_batch(1, batch("Ann"), NEVER_MIND)[1])
    again = Speaker(tmp_path, lambda _: engine, UtteranceCache(tmp_path / "cache"))
    second = files(again.speak_batch(1, batch("Bob"), NEVER_MIND)[1])
    assert engine.asked == ["Hello, Ann.", "Please call us.", "Thank you, goodbye.", "Hello, Bob."]
    assert first.apology == first.acknowledgement == second.apology
    assert (tmp_path / first.apology).exists()


def test_names_of_people_are_never_kept(speaker: Speaker, tmp_path: Path) -> None:
    speaker.sounds([said("Hello, Ann."), said("Thanks.", shared=True)], NEVER_MIND)
    assert len(list((tmp_path / "cache").rglob("*.wav"))) == 1


def test_a_voice_does_not_get_the_sound_of_another(speaker: Speaker, engine: FakeEngine) -> None:
    speaker.sounds([said("Thanks.", shared=True)], NEVER_MIND)
    speaker.sounds([said("Thanks.", shared=True, voice="w")], NEVER_MIND)
    assert engine.asked == ["Thanks.", "Thanks."]


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (Spoken(b""), "cut"),
        (Spoken(silence(200)), "cut"),
        (Spoken(silence(60_000)), "too long"),
        (Unspoken(Says("it hung")), "it hung"),
    ],
)
def test_audio_that_cannot_be_the_text_is_an_error_of_that_record(
    speaker: Speaker, engine: FakeEngine, result: Result, reason: str
) -> None:
    bad, good = "This is for Ann Smith of Ottawa.", "This is for Bob Smith of Ottawa."
    engine.answers[bad] = result
    batch = {n: Messages(Message(((said(text),),))) for n, text in enumerate((bad, good))}
    answers = speaker.speak_batch(1, batch, NEVER_MIND)
    failed = answers[0]
    assert isinstance(failed, NotSpoken)
    assert reason in str(failed.reason)
    assert isinstance(answers[1], Files)


def test_a_message_of_more_than_two_minutes_is_an_error(speaker: Speaker) -> None:
    parts = tuple(said(f"{n:03}" + "x" * 300) for n in range(5))
    answer = speaker.speak_batch(1, {1: Messages(Message((parts,)))}, NEVER_MIND)[1]
    assert isinstance(answer, NotSpoken)
    assert "too long" in str(answer.reason)


def test_a_damaged_file_in_the_cache_is_spoken_again(
    speaker: Speaker, engine: FakeEngine, tmp_path: Path
) -> None:
    speaker.sounds([said("Thanks.", shared=True)], NEVER_MIND)
    (kept,) = (tmp_path / "cache").rglob("*.wav")
    kept.write_bytes(b"RIFF")
    fresh = Speaker(tmp_path, lambda _: engine, UtteranceCache(tmp_path / "cache"))
    fresh.sounds([said("Thanks.", shared=True)], NEVER_MIND)
    assert engine.asked == ["Thanks.", "Thanks."]


def test_the_cache_is_cut_to_its_size_longest_unused_first(
    speaker: Speaker, tmp_path: Path
) -> None:
    cache = UtteranceCache(tmp_path / "cache")
    kept = []
    for number in range(4):
        before = set((tmp_path / "cache").rglob("*.wav"))
        cache.put(said(f"Sentence {number}.", shared=True), silence(1000))
        (path,) = set((tmp_path / "cache").rglob("*.wav")) - before
        os.utime(path, (number, number))
        kept.append(path)
    assert cache.trim(2 * 16044) == 2
    assert [path.exists() for path in kept] == [False, False, True, True]
    assert cache.trim(2 * 16044) == 0
