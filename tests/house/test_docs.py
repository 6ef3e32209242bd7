"""What people can type, set or read is documented."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from esl_dialer.cli.main import cli
from esl_dialer.core.system.settings import FIELDS
from esl_dialer.core.words import Outcome, RecordStatus
from esl_dialer.runtime.config import Config

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def _commands(group: click.Group, before: str = "") -> Iterator[str]:
    shell = click.Context(group)
    for name in group.list_commands(shell):
        command = group.get_command(shell, name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def _documented(word: str) -> bool:
    """As code, by itself or before its arguments."""
    text = "".join(page.read_text(encoding="utf-8") for page in sorted(DOCS.glob("*.md")))
    return re.search(rf"`{re.escape(word)}[` ]", text) is not None


WORDS = [
    *_commands(cli),
    *(field.name for field in fields(Config)),
    *FIELDS,
    *map(str, RecordStatus),
    *map(str, Outcome),
]


@pytest.mark.parametrize("word", sorted(set(WORDS)))
def test_it_is_documented(word):
    assert _documented(word)


def test_what_does_not_exist_is_not_documented():
    assert len(WORDS) > 40
    assert not _documented("campaign explode")


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")) + sorted(DOCS.glob("*.md")))
def test_links_and_pictures_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_pages_are_for_readers_of_this_house():
    private = re.compile(r"/tmp/|/work/|/opt/|\bissue \d", re.IGNORECASE)
    for page in [ROOT / "README.md", *DOCS.glob("*.md")]:
        assert not private.search(page.read_text(encoding="utf-8")), page
