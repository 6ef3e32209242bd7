"""What one record is to hear: which languages, in which order, in which voice, in which pieces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from esl_dialer.core.flows import FLOWS
from esl_dialer.core.speech.default_templates import ACKNOWLEDGEMENT, APOLOGY, CONFIRMATION
from esl_dialer.core.speech.templates import SKIP_SENTENCE, Failure, Rendered, Said, parse, render
from esl_dialer.core.speech.variables import INSTALLED
from esl_dialer.core.speech.voices import engine_name, engine_voice
from esl_dialer.core.words import CampaignKind, Language

BILINGUAL_PROVINCES = frozenset({"QC"})
LANGUAGE_PAUSE_MS = 500
"""Between the two languages of a bilingual message."""
SENTENCE_PAUSE_MS = 280
"""Between two pieces of one language that are spoken apart."""
MAX_UTTERANCE = 400
"""Characters spoken in one go; sentences that belong together are, up to this."""


@dataclass(frozen=True, slots=True)
class Script:
    """What a campaign says: its templates and voices, as they stand."""

    campaign_id: int
    kind: CampaignKind
    language: Language
    template_en: str
    template_fr: str
    version: int
    on_empty: str = SKIP_SENTENCE
    engine: str = ""
    voice_en: str = ""
    voice_fr: str = ""
    agency: str = ""
    """Who calls: the installation's ``agency_name``, said for ``{agency}``."""
    agency_address: str = ""
    """Where it is written to, said for ``{agency_address}``."""
    right_party: bool = False
    """Who answers is asked first who they are."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What an engine speaks in one go. ``voice`` is the engine's own name for the voice.

    ``shared``: worth keeping, other records will hear it too.
    """

    engine: str
    voice: str
    language: Language
    text: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One file: a block of utterances for each language, a pause between the blocks."""

    blocks: tuple[tuple[Utterance, ...], ...]

    @property
    def text(self) -> str:
        """What is spoken, one line a language."""
        return "\n".join(" ".join(part.text for part in block) for block in self.blocks)

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        return tuple(part for block in self.blocks for part in block)


@dataclass(frozen=True, slots=True)
class Messages:
    """All that a record's call may play; without keys there are no prompts."""

    message: Message
    apology: Message | None = None
    acknowledgement: Message | None = None
    confirmation: Message | None = None

    @property
    def prompts(self) -> tuple[Message | None, ...]:
        """What is said beside the message, in the order of ``Files``."""
        return self.apology, self.acknowledgement, self.confirmation


def languages_of(script: Script, province: str) -> tuple[Language, ...]:
    """English; for Quebec with a French template English, then French.

    A French campaign speaks French; for Quebec with an English template too, French first.
    """
    own = script.language
    other = Language.FR if own is Language.EN else Language.EN
    bilingual = province.upper() in BILINGUAL_PROVINCES and _text(script, own) != ""
    return (own, other) if bilingual and _text(script, other).strip() else (own,)


def template_for(script: Script, language: Language) -> str:
    """The template that is spoken in a language.

    A French campaign with nothing in its French template speaks its one template in French.
    """
    own = _text(script, language)
    if not own.strip() and language is script.language is Language.FR:
        return script.template_en
    return own


def _text(script: Script, language: Language) -> str:
    return script.template_en if language is Language.EN else script.template_fr


def compose(script: Script, fields: Mapping[str, str]) -> Messages | Failure:
    """All that one record's call may play, or why it can't.

    ``fields`` are the list layout's keys. Raises VoiceError when the campaign's engine has not
    the campaign's voice, TemplateError when a template was saved unchecked: both concern every
    record of the campaign.
    """
    fields = said_by(script, fields)
    languages = languages_of(script, fields.get("province", ""))
    texts = {language: template_for(script, language) for language in languages}
    message = _message(script, fields, texts, script.on_empty)
    if isinstance(message, Failure):
        return message
    prompts = []
    for prompt in _prompts(script):
        texts = {each: prompt[each] for each in languages}
        spoken = _message(script, fields, texts, SKIP_SENTENCE)
        if isinstance(spoken, Failure):
            return spoken
        prompts.append(spoken)
    return Messages(message, *prompts)


def _prompts(script: Script) -> tuple[Mapping[Language, str], ...]:
    """What its calls say beside the message, in the order of ``Messages``."""
    if not FLOWS[script.kind].interactive:
        return ()
    return (APOLOGY, ACKNOWLEDGEMENT, *([CONFIRMATION] if script.right_party else []))


def said_by(script: Script, fields: Mapping[str, str]) -> dict[str, str]:
    """A record's fields and what is the installation's: all that variables stand for."""
    return {**fields, **{name: getattr(script, name) for name in INSTALLED}}


def says_the_same(script: Script, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Whether a record with other values hears the same message, word for word.

    Raises TemplateError when a template was saved unchecked.
    """
    was, now = (languages_of(script, each.get("province", "")) for each in (before, after))
    named = variables_of(script, now)
    return was == now and all(before.get(name, "") == after.get(name, "") for name in named)


def variables_of(script: Script, languages: Iterable[Language]) -> frozenset[str]:
    """The keys of all that the record's call may name."""
    return frozenset[str]().union(
        *(
            parse(text, language).variables
            for language in languages
            for text in (
                template_for(script, language),
                *(each[language] for each in _prompts(script)),
            )
        )
    )


def _message(
    script: Script, fields: Mapping[str, str], texts: Mapping[Language, str], on_empty: str
) -> Message | Failure:
    blocks = []
    for language, text in texts.items():
        rendered = render(parse(text, language), fields, language, for_ear=True, on_empty=on_empty)
        if isinstance(rendered, Failure):
            return rendered
        blocks.append(_block(script, language, rendered))
    return Message(tuple(blocks))


def _block(script: Script, language: Language, rendered: Rendered) -> tuple[Utterance, ...]:
    engine = engine_name(script.engine)
    voice = script.voice_en if language is Language.EN else script.voice_fr
    used = engine_voice(engine, voice, language)
    return tuple(
        Utterance(engine, used, language, text, shared)
        for shared, text in utterance_texts(rendered.sentences)
    )


def utterance_texts(sentences: Iterable[Said]) -> list[tuple[bool, str]]:
    """Neighbouring sentences that are all shared, or all one's own, are spoken in one go."""
    texts: list[tuple[bool, str]] = []
    for shared, run in groupby(sentences, key=lambda sentence: sentence.shared):
        current = ""
        for sentence in run:
            if current and len(current) + 1 + len(sentence.text) > MAX_UTTERANCE:
                texts.append((shared, current))
                current = ""
            current = f"{current} {sentence.text}".strip()
        texts.append((shared, current))
    return texts
