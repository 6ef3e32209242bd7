"""Every text that a page translates, as found in the sources."""

import ast
import re
from collections.abc import Iterator

from esl_dialer.core.accounts.roles import ROLES
from esl_dialer.core.campaigns import campaign
from esl_dialer.core.fields import Field
from esl_dialer.core.routing import gateways
from esl_dialer.core.speech.voices import VOICES
from esl_dialer.core.system import settings
from esl_dialer.core.words import (
    AudioState,
    CallState,
    Outcome,
    RecordAudio,
    RecordStatus,
    RunState,
)
from esl_dialer.services.calls.test_calls import SHOWN_STEPS
from tests.house.layers import ROOT
from webui.errors import TEXTS
from webui.pages import filters
from webui.pages.forms import CLOCKS
from webui.pages.setting_sections import SECTIONS
from webui.text.moments import UNITS
from webui.text.rules import RULES

TABLES = (campaign.FIELDS, gateways.FIELDS, settings.FIELDS)

TEXTS_OF = {"_": 1, "translate": 1, "_n": 2}
"""By function: how many of its arguments are texts."""

_COUNTED = re.compile(r"""(?<![\w.])_n\(\s*'([^']*)',\s*'([^']*)'""")
_IN_TEMPLATE = re.compile(r"""(?<![\w.])_\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""")


def every_text() -> set[str]:
    words = {w for e in (AudioState, CallState, Outcome, RecordAudio, RecordStatus, RunState)
             for w in e}  # fmt: skip
    return {
        *_of_templates(),
        *_of_code(),
        *(word.replace("_", " ") for word in words),
        *(title for title, _ in ROLES.values()),
        *SHOWN_STEPS.values(),
        *TEXTS.values(),
        *RULES.values(),
        *(name for _, name in UNITS),
        *(text for table in TABLES for field in table.values() for text in _of_field(field)),
        *CLOCKS.values(),
        *(told for _, told in filters.READERS.values()),
        *SECTIONS.values(),
    }


def _of_field(field: Field) -> list[str]:
    texts = [field.title, field.help, field.zero, *field.choices.values()]
    names = {*field.choices, *(voice.title for voice in VOICES.values())}
    return [text for text in texts if text and text not in names]


def _of_templates() -> Iterator[str]:
    for path in sorted((ROOT / "webui" / "templates").rglob("*.html")):
        for single, double in _IN_TEMPLATE.findall(path.read_text(encoding="utf-8")):
            yield single.replace("\\'", "'") if single else double
        for pair in _COUNTED.findall(path.read_text(encoding="utf-8")):
            yield from pair


def _of_code() -> Iterator[str]:
    for path in sorted((ROOT / "webui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            for given in node.args[: TEXTS_OF.get(node.func.id, 0)]:
                if isinstance(given, ast.Constant):
                    yield str(given.value)
