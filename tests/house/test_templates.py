"""Templates can be read in an editor, and what changes in one is seen in its difference."""

import re
from html.parser import HTMLParser

import pytest

from tests.house.layers import ROOT

LONGEST = 120
TEMPLATES = sorted((ROOT / "webui" / "templates").rglob("*.html"))
SENTENCE = re.compile(r"^\s*(?:\{\{ )?_\((['\"]).*\1(?:\)(?: \}\}|\)?,)|,)$")
"""One that stands by itself, or whose values are on the next line: it can't be cut."""

JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
BY_ITSELF = re.compile(r"\b(every|load|sse:)")


class Asking(HTMLParser):
    """Finds elements that ask the server without being touched, and have no name."""

    def __init__(self) -> None:
        super().__init__()
        self.nameless: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if BY_ITSELF.search(given.get("hx-trigger") or "") and "id" not in given:
            self.nameless.append(f"{tag} at line {self.getpos()[0]}")


def nameless(text: str) -> list[str]:
    asking = Asking()
    asking.feed(JINJA.sub(lambda found: "\n" * found[0].count("\n"), text))
    return asking.nameless


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


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_what_asks_by_itself_has_an_id(path):
    """A morph makes any other element of what has none, and for a moment that one goes on asking:
    the answer, meant for a place around it, is put into itself (HierarchyRequestError)."""
    assert nameless(path.read_text(encoding="utf-8")) == []


def test_only_an_id_names_what_asks():
    assert nameless('<p>\n<div hx-get="{{ x }}" hx-trigger="every 2s">') == ["div at line 2"]
    assert nameless('<div id="a" hx-trigger="sse:calls"><input hx-trigger="input changed">') == []
