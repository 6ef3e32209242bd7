"""Every text that people read, as the sources write it out: sentences, and the pages' own texts."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from esl_dialer.core.accounts.roles import ROLES, Permission
from esl_dialer.core.calls import dispositions
from esl_dialer.core.campaigns import campaign
from esl_dialer.core.campaigns.parts import Group, Part
from esl_dialer.core.fields import Field
from esl_dialer.core.routing import gateways
from esl_dialer.core.speech.voices import VOICES, EngineName
from esl_dialer.core.system import settings
from esl_dialer.core.words import (
    AgentState,
    AudioState,
    CallState,
    Outcome,
    PhoneKind,
    RecordAudio,
    RecordStatus,
    RunState,
    StopReason,
)
from tests.house.layers import ROOT
from webui.pages.setting_sections import SECTIONS

TEXTS_OF = {"Says": 1, "_": 1, "translate": 1}
"""By what is called: how many of its arguments are texts."""

WORDS: tuple[type[StrEnum], ...] = (
    AgentState, AudioState, CallState, Group, Outcome, Part, Permission, PhoneKind, RecordAudio,
    RecordStatus, RunState, StopReason, dispositions.Unsaid,
)  # fmt: skip
"""What ``says.word`` and the pages' ``word`` are given."""

TABLES = (campaign.FIELDS, gateways.FIELDS, settings.FIELDS, dispositions.FIELDS)
"""What people set: titles, help, units and choices are said once, there."""

NAMES = frozenset(
    {voice.title for voice in VOICES.values()} | {*EngineName, "starttls", "tls", "csv", "xlsx"}
)
"""Choices that are called the same in every language."""

LABELS = frozenset(
    {"archived", "audio generating", "audio ready", "connected", "importing", "done", "cancelled",
     "undoing", "undone", "outbound"}
)  # fmt: skip
"""States of campaigns, lists and jobs that are no enumeration's."""

MAKES_OF_ANY = {
    "esl_dialer/core/law/rules.py",  # a pack has its French beside the English
    "esl_dialer/core/law/topics.py",
    "esl_dialer/core/says.py", "esl_dialer/core/fields.py", "webui/text/language.py",
}  # fmt: skip
"""Where sentences are made of texts that stand elsewhere."""

PLACE = re.compile(r"\{(\w+)(?::[^{}|]*\|[^{}|]*)?\}")
"""``{count}``, or the word that depends on it: ``{count:record|records}``."""
NUMBERED = re.compile(
    r"\{\w+\} (?:attempts?|calls?|campaigns?|files?|messages?|minutes?|numbers?|"
    r"records?|rows?|seconds?|times?)\b"
)
"""A count with one word for every number."""
PROSE = re.compile(r"[A-Za-z]{2}")
_IN_TEMPLATE = re.compile(r"""(?<![\w.])_\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""")


def places(text: str) -> list[str]:
    return sorted(set(PLACE.findall(text)))


@dataclass(frozen=True)
class Made:
    """A call that makes a sentence, ``where`` it stands (file and line)."""

    where: str
    call: ast.Call

    @property
    def text(self) -> str | None:
        """The sentence, when it is written out there."""
        first = self.call.args[0] if self.call.args else None
        return first.value if isinstance(first, ast.Constant) else None

    @property
    def objection(self) -> str:
        """What is wrong with it; empty when nothing is."""
        file = self.where.partition(":")[0]
        if not isinstance(self.text, str):
            return "" if file in MAKES_OF_ANY else f"{self.where}: write the text out"
        given = [one.arg for one in self.call.keywords]
        if given and None not in given and sorted(map(str, given)) != places(self.text):
            return f"{self.where}: {given} for {self.text!r}"
        values = (one.value for one in self.call.keywords)
        return next((f"{self.where}: prose in a value" for one in values if prose_in(one)), "")


def prose_in(node: ast.AST) -> bool:
    """Whether an f-string with words of its own stands there: it would stay English."""
    return isinstance(node, ast.JoinedStr) and any(
        isinstance(part, ast.Constant) and PROSE.search(str(part.value)) for part in node.values
    )


def every_text() -> set[str]:
    words = {word.replace("_", " ") for words in WORDS for word in words}
    return (
        words
        | LABELS
        | {
            *_of_templates(),
            *(text for _, node in calls() for text in _texts_of(node)),
            *(title for title, _ in ROLES.values()),
            *(text for table in TABLES for field in table.values() for text in _of_field(field)),
            *(one.title for one in dispositions.SYSTEM.values()),
            *SECTIONS.values(),
        }
        - {""}
    )


def _of_field(field: Field[Any]) -> set[str]:
    return {field.title, field.help, field.unit, field.zero, *field.choices.values()} - NAMES


def made() -> Iterator[Made]:
    """Every sentence that is made of a text."""
    for path, node in calls():
        if name_of(node) == "Says":
            yield Made(f"{path.relative_to(ROOT)}:{node.lineno}", node)


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Every call in the sources."""
    for top in ("esl_dialer", "ivr", "webui"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield path, node


def name_of(node: ast.Call) -> str:
    """The name of what is called; empty when it has none, as a method."""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _texts_of(node: ast.Call) -> Iterator[str]:
    for given in node.args[: TEXTS_OF.get(name_of(node), 0)]:
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield given.value


def _of_templates() -> Iterator[str]:
    for path in sorted((ROOT / "webui" / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for single, double in _IN_TEMPLATE.findall(text):
            yield single.replace("\\'", "'") if single else double
