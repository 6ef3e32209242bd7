"""A campaign's name: kept tidy, found however it is typed, one for all its spellings."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playhouse.migrations import Runner

from esl_dialer.core.campaigns.campaign import name_key, tidy_name
from esl_dialer.core.words import CampaignKind
from esl_dialer.services.campaigns import archiving, campaigns, editing
from esl_dialer.services.campaigns.campaigns import Draft
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from esl_dialer.store.database import MIGRATIONS, connected, open_database

ALIKE = [
    ("Spring", "SPRING"),
    ("Été 2027", "E\u0301te\u0301 2027"),
    ("Été", "ÉTÉ"),
    ("A  b", "a\tB"),
    ("Straße", "STRASSE"),
    ("One", "  One "),
    ("Two words", "Two\u00a0words"),
]


def make(ctx: Context, name: str):
    return campaigns.create(ctx, Draft(name, CampaignKind.LB))


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_names_that_people_take_for_one_are_one(ctx, first, second):
    made = make(ctx, first)
    assert campaigns.get(ctx, second).id == made.id
    with pytest.raises(Invalid, match="there is already a campaign") as refused:
        make(ctx, second)
    assert repr(made.name) in str(refused.value)
    other = make(ctx, "Another")
    with pytest.raises(Invalid, match="there is already a campaign"):
        editing.edit(ctx, other.id, Draft(second, CampaignKind.LB))
    with pytest.raises(Invalid, match="there is already a campaign"):
        archiving.clone(ctx, other.id, second)


def test_a_name_is_kept_as_typed_but_tidy(ctx):
    assert make(ctx, "  Printemps \t 2027 ").name == "Printemps 2027"
    renamed = editing.edit(ctx, "printemps 2027", Draft("PRINTEMPS 2027", CampaignKind.LB))
    assert renamed.name == "PRINTEMPS 2027"


@pytest.mark.parametrize("name", ["", "   ", "12", "x" * 129, "a\u200bb", "a\x00b"])
def test_a_name_that_is_none_is_refused(ctx, name):
    with pytest.raises(Invalid, match="name: "):
        make(ctx, name)


@given(st.text(max_size=40))
def test_tidying_is_settled_at_once_and_changes_no_key(text):
    assert tidy_name(tidy_name(text)) == tidy_name(text)
    assert name_key(tidy_name(text)) == name_key(text)


def test_names_of_an_older_database_are_told_apart(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'dialer.db'}"
    older = connected(url)
    Runner(older, str(MIGRATIONS)).up(max(p.stem for p in MIGRATIONS.glob("0007*.py")))
    older.close()
    file = sqlite3.connect(tmp_path / "dialer.db")
    columns = {row[1]: row for row in file.execute("PRAGMA table_info(campaign)")}
    needed = [name for name, row in columns.items() if row[3] and name not in ("id", "name")]
    for name in ("Spring", "SPRING", " Fall  one"):
        file.execute(
            f"INSERT INTO campaign (name, {', '.join(needed)})"  # noqa: S608 (our own columns)
            f" VALUES (?{', ?' * len(needed)})",
            [name, *("1" if "INT" in columns[n][2].upper() else "LB" for n in needed)],
        )
    file.commit()
    file.close()
    open_database(url).close()
    file = sqlite3.connect(tmp_path / "dialer.db")
    found = list(file.execute("SELECT name, name_key FROM campaign ORDER BY id"))
    file.close()
    assert found == [("Spring", "spring"), ("SPRING (2)", "spring (2)"), ("Fall one", "fall one")]
