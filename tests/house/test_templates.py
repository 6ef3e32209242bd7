"""Templates can be read in an editor, and what changes in one is seen in its difference."""

import re

import pytest

from tests.house.layers import ROOT

LONGEST = 120
TEMPLATES = sorted((ROOT / "webui" / "templates").rglob("*.html"))
SENTENCE = re.compile(r"^\s*(?:\{\{ )?_\((['\"]).*\1(?:\)(?: \}\}|\)?,)|,)$")
"""One that stands by itself, or whose values are on the next line: it can't be cut."""


def too_long(text: str) -> list[int]:
    lines = enumerate(text.splitlines(), 1)
    return [n for n, line in lines if len(line) > LONGEST and not SENTENCE.match(line)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_line_of_a_template_is_too_long(path):
    assert too_long(path.read_text(encoding="utf-8")) == []


def test_only_a_sentence_by_itself_may_be_longer():
    assert len(TEMPLATES) > 50
    sentence = "x" * LONGEST
    assert too_long(
        f"<p>{sentence}</p>\n  {{{{ _('{sentence}') }}}}\n{{{{ name }}}} {sentence}"
    ) == [1, 3]
