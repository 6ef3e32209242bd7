"""Whatever a person reads is a sentence with named places, and each has its French."""

import ast
import re

import pytest

from esl_dialer.runtime.languages import LANGUAGES, catalogue
from tests.house.layers import ROOT
from tests.house.sentences import NUMBERED, Made, calls, every_text, made, name_of, places, prose_in

TEXTS = every_text()

TOLD = frozenset(
    {"Failure", "Forbidden", "Invalid", "NotFound", "NotSpoken", "Problem", "Reading", "Reason",
     "Refused", "ServiceError", "Unspoken", "flash", "verbatim"}
)  # fmt: skip
"""What is told to people: an f-string with words in it would stay English."""


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_text_is_in_every_language(language):
    assert sorted(TEXTS - catalogue(language).keys()) == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_language_tells_what_nobody_says(language):
    assert sorted(catalogue(language).keys() - TEXTS) == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_same_places_are_in_both(language):
    told = catalogue(language)
    assert [text for text in told if not told[text] or places(text) != places(told[text])] == []


ALWAYS_MANY = frozenset(
    {"between {low} and {high} calls per minute", "from {low} to {high} minutes",
     "After {days} days"}
)  # fmt: skip
"""What is never one: bounds, and the choices of a menu."""


def test_a_count_has_a_word_for_one_and_a_word_for_many():
    """``1 numbers added`` is in no language."""
    for texts in (TEXTS, catalogue("fr").values()):
        assert [text for text in texts if text.count("{") - text.count("}")] == []
    assert [text for text in TEXTS - ALWAYS_MANY if NUMBERED.search(text)] == []


def test_the_sources_are_read():
    assert len(TEXTS) > 900
    assert {"{name} can't start", "outside the dialing window in {zones}"} <= TEXTS
    assert "{campaign} is finished: nothing is left to dial." in TEXTS
    assert {"Dialing status", "manage campaigns"} <= TEXTS


def test_every_sentence_is_written_out_with_what_stands_in_its_places():
    assert [found for one in made() if (found := one.objection)] == []


def test_nothing_that_is_told_is_an_f_string():
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, node in calls()
        if name_of(node) in TOLD
        and any(prose_in(inner) for arg in node.args for inner in ast.walk(arg))
    ]
    assert wrong == []


def test_nobody_is_told_an_exceptions_name():
    """What is told of other people's errors is in ``core.broken``; kinds of errors in the store."""
    named = {
        str(path.relative_to(ROOT))
        for top in ("esl_dialer", "webui", "ivr")
        for path in (ROOT / top).rglob("*.py")
        if re.search(r"type\(\w+\)\.__(name|mro)__", path.read_text(encoding="utf-8"))
    }
    assert named <= {"esl_dialer/core/broken.py", "esl_dialer/store/errors.py"}


@pytest.mark.parametrize(
    "source",
    [
        "Says(text)",
        'Says(f"no campaign {name}")',
        'Says("no campaign {name}", nam=name)',
        'Says("no campaign {name}", name=name, number=3)',
        'Says("{error}", error=f"reading {name} broke")',
    ],
)
def test_a_sentence_that_can_not_be_told_in_french_is_found(source):
    call = ast.parse(source, mode="eval").body
    assert isinstance(call, ast.Call)
    assert Made("esl_dialer/services/bad.py:1", call).objection


def test_every_page_shows_what_is_said_by_the_readers_language():
    """Templates never show a reason or a problem of the services as it came."""
    bare = re.compile(
        r"\{\{ (?:[\w.]*\.)?(?:reason|problem|error|problems\[name\]|reason\.text)(?:\.text)? \}\}"
    )
    folder = ROOT / "webui" / "templates"
    found = {p.name: bare.findall(p.read_text(encoding="utf-8")) for p in folder.rglob("*.html")}
    told_already = {"entrance.html"}
    assert {name for name, texts in found.items() if texts} <= told_already
