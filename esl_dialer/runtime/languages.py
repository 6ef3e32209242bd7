"""The languages that people read, and what every sentence says in each of them.

English is what the sources say. The catalogue of another language, ``locale/fr.json``, holds its
text for each English one, with the same named places (``esl_dialer.core.says``): one file for
pages, refusals, reasons, lists' problems and notices.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "fr")
_FOLDER = Path(__file__).parent / "locale"
_LEARNED: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES[1:]}


def learn(language: str, texts: Mapping[str, str]) -> None:
    """Texts, by English ones, that are no sentence of the sources but data: rules of law."""
    _LEARNED[language].update(texts)


class French(dict[str, str]):
    """Its texts by English ones; what the catalogue lacks may be learned from data."""

    def get(self, text: str, default: Any = None) -> Any:
        return super().get(text) or _LEARNED["fr"].get(text, default)

    def one(self, number: float) -> bool:
        """Aucune fiche, 1 fiche, 1,5 fiche; 2 fiches."""
        return abs(number) < 2


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """By English text; empty for English itself."""
    if language not in LANGUAGES[1:]:
        return {}
    texts: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return {"fr": French}[language](texts)
