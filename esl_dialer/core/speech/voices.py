"""The voices by the guide's names, and what each engine speaks them with.

A logical voice is what a campaign chooses; an engine that has no such voice says so. A campaign
keeps one engine and one voice a language: nothing here falls back from one to another.
"""

from dataclasses import dataclass
from enum import StrEnum

from esl_dialer.core.says import Says, SaysError
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language


class EngineName(StrEnum):
    NANOTTS = "nanotts"
    ESPEAK = "espeak-ng"
    GTTS = "gtts"
    EDGE = "edge"
    AZURE = "azure"
    OPENAI = "openai"
    PIPER = "piper"
    HIBARI = "hibari"
    KOKORO = "kokoro"


DEFAULT_ENGINE = EngineName.NANOTTS


class VoiceError(SaysError, ValueError):
    """No such engine, no such voice, or the engine can't speak with it."""


@dataclass(frozen=True, slots=True)
class Voice:
    """``name`` is the guide's."""

    name: str
    title: str
    language: Language


NATASHA = Voice("en-AU-NatashaNeural", "Natasha (English AU)", Language.EN)
JENNY = Voice("en-US-JennyNeural", "Jenny (English US)", Language.EN)
CLARA = Voice("en-CA-ClaraNeural", "Clara (English CA)", Language.EN)
DENISE = Voice("fr-FR-DeniseNeural", "Denise (French FR)", Language.FR)
SYLVIE = Voice("fr-CA-SylvieNeural", "Sylvie (French CA)", Language.FR)

_ALL = (NATASHA, JENNY, CLARA, DENISE, SYLVIE)
VOICES: dict[str, Voice] = {voice.name: voice for voice in _ALL}

_ITSELF = {voice: voice.name for voice in _ALL}
_SPOKEN_BY: dict[EngineName, dict[Voice, str]] = {
    EngineName.NANOTTS: {
        NATASHA: "en-GB", JENNY: "en-US", CLARA: "en-US", DENISE: "fr-FR", SYLVIE: "fr-FR",
    },
    EngineName.ESPEAK: {
        NATASHA: "en-gb", JENNY: "en-us", CLARA: "en-us", DENISE: "fr-fr", SYLVIE: "fr-fr",
    },
    EngineName.GTTS: {
        NATASHA: "en@com.au", JENNY: "en@us", CLARA: "en@ca", DENISE: "fr@fr", SYLVIE: "fr-CA@ca",
    },
    EngineName.EDGE: _ITSELF,
    EngineName.AZURE: _ITSELF,
    EngineName.OPENAI: {
        NATASHA: "nova", JENNY: "alloy", CLARA: "shimmer", DENISE: "nova", SYLVIE: "shimmer",
    },
    EngineName.PIPER: _ITSELF,
    EngineName.HIBARI: {JENNY: "heart", CLARA: "heart"},
    EngineName.KOKORO: {
        NATASHA: "bf_emma", JENNY: "af_heart", CLARA: "af_bella", DENISE: "ff_siwis",
        SYLVIE: "ff_siwis",
    },
}  # fmt: skip

DEFAULT_VOICES: dict[Language, str] = {
    Language.EN: "en-AU-NatashaNeural",
    Language.FR: "fr-FR-DeniseNeural",
}


def engine_voice(engine: str, voice: str, language: Language) -> str:
    """What the engine calls the logical voice (empty: the default one). Raises VoiceError."""
    chosen = voice_of(voice, language)
    if (used := spoken_by(engine_name(engine), chosen)) is None:
        raise VoiceError(
            Says("the engine {engine} has no voice for {voice}", engine=engine, voice=chosen.title)
        )
    return used


def voice_of(voice: str, language: Language) -> Voice:
    """The logical voice of that name (empty: the default one). Raises VoiceError."""
    chosen = VOICES.get(voice or DEFAULT_VOICES[language])
    if chosen is None:
        known = ", ".join(name for name, one in VOICES.items() if one.language is language)
        raise VoiceError(
            Says("unknown voice {voice}; there are {known}", voice=quoted(voice), known=known)
        )
    if chosen.language is not language:
        raise VoiceError(
            Says(
                "{voice} does not speak the language {language}",
                voice=chosen.title,
                language=language,
            )
        )
    return chosen


def spoken_by(engine: EngineName, voice: Voice) -> str | None:
    """What the engine calls the voice, to be shown beside it; None when it has none like it."""
    return _SPOKEN_BY[engine].get(voice)


def engine_name(engine: str) -> EngineName:
    """Empty is the default engine. Raises VoiceError on an unknown one."""
    try:
        return EngineName(engine) if engine else DEFAULT_ENGINE
    except ValueError:
        known = ", ".join(EngineName)
        raise VoiceError(
            Says("unknown engine {engine}; there are {known}", engine=quoted(engine), known=known)
        ) from None
