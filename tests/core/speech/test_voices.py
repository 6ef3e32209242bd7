from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.speech.estimates import SPEED
from esl_dialer.core.speech.messages import MAX_UTTERANCE, utterance_texts
from esl_dialer.core.speech.templates import Said
from esl_dialer.core.speech.voices import (
    DEFAULT_ENGINE,
    DEFAULT_VOICES,
    VOICES,
    EngineName,
    VoiceError,
    engine_voice,
    spoken_by,
)
from esl_dialer.core.words import Language
from esl_dialer.worker.audio.engines import TRAITS

DOCS = Path(__file__).parents[3] / "docs" / "voices.md"


def test_every_engine_is_in_every_table() -> None:
    assert TRAITS.keys() == SPEED.keys() == set(EngineName)


@pytest.mark.parametrize("voice", VOICES.values(), ids=lambda voice: voice.name)
def test_the_default_engine_and_each_service_have_every_voice_of_the_guide(voice) -> None:  # type: ignore[no-untyped-def]
    for engine in (DEFAULT_ENGINE, EngineName.GTTS, EngineName.EDGE, EngineName.AZURE):
        assert spoken_by(engine, voice)


def test_the_default_voices_speak_their_language() -> None:
    for language, name in DEFAULT_VOICES.items():
        assert VOICES[name].language is language
        assert engine_voice("", "", language) == engine_voice(DEFAULT_ENGINE, name, language)


@pytest.mark.parametrize(
    ("engine", "voice", "language", "reason"),
    [
        ("siri", "", Language.EN, "unknown engine"),
        ("nanotts", "Bob", Language.EN, "unknown voice"),
        ("nanotts", "fr-FR-DeniseNeural", Language.EN, "does not speak"),
        ("hibari", "fr-FR-DeniseNeural", Language.FR, "no voice for Denise"),
    ],
)
def test_an_engine_never_stands_in_for_another(
    engine: str, voice: str, language: Language, reason: str
) -> None:
    with pytest.raises(VoiceError, match=reason):
        engine_voice(engine, voice, language)


def test_the_documentation_names_every_engine_and_what_the_default_ones_speak_with() -> None:
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    rows = {line.split("`")[1]: line for line in lines if line.startswith("| `")}
    assert rows.keys() == {str(engine) for engine in EngineName}
    for engine in (EngineName.NANOTTS, EngineName.ESPEAK, EngineName.KOKORO, EngineName.OPENAI):
        for voice in VOICES.values():
            assert spoken_by(engine, voice) in rows[engine]


@given(st.lists(st.builds(Said, st.text("ab .", min_size=1, max_size=300), st.booleans())))
def test_utterances_keep_every_sentence_in_order_and_never_mix_shared_with_own(
    sentences: list[Said],
) -> None:
    texts = utterance_texts(sentences)
    together = " ".join(text for _, text in texts)
    assert together.split() == " ".join(each.text for each in sentences).split()
    assert all(len(text) <= MAX_UTTERANCE for _, text in texts)
    kinds = [each.shared for each in sentences]
    changes = sum(1 for one, two in pairwise(kinds) if one != two)
    assert len(texts) >= changes + bool(kinds)
