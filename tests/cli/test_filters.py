"""``esl-dialer filter``: kept, tried, chosen by campaigns."""

import json

import pytest

from esl_dialer.store import models
from tests.engine.campaigns import active_campaign

ONTARIO = json.dumps({"column": "province", "test": "equals", "value": "Ontario"})


@pytest.fixture
def spring(shell):
    active_campaign([["4165550100"], ["4165550101"]])
    models.Campaign.update(name="Spring", name_key="spring").execute()


def test_a_filter_is_kept_shown_changed_and_deleted(shell, spring, tmp_path):
    assert "no filters" in shell("filter", "list").stdout
    made = shell.json("filter", "create", "Ontario", ONTARIO)
    assert made["expression"] == {"all": [{"column": "province", "test": "equals", "value": "ON"}]}
    assert made["sentence"] == "Province is ON"
    assert [one["name"] for one in shell.json("filter", "list")] == ["Ontario"]
    assert "Province is ON" in shell("filter", "show", "ontario").stdout
    file = tmp_path / "filter.json"
    file.write_text(json.dumps({"column": "province", "test": "not_equals", "value": "ON"}))
    changed = shell.json("filter", "change", "Ontario", "--name", "Others",
                         "--expression", f"@{file}")  # fmt: skip
    assert (changed["id"], changed["sentence"]) == (made["id"], "Province is not ON")
    assert shell.json("filter", "delete", "Others", "--yes")["losing"] == []
    assert "no filter" in shell.refused("filter", "show", "Others")


def test_a_filter_is_tried(shell, spring):
    tried = shell.json("filter", "test", "Spring", "--expression", ONTARIO)
    assert (tried["matching"], tried["records"], len(tried["people"])) == (2, 2, 2)
    shell.json("filter", "create", "Ontario", ONTARIO)
    assert "2 of 2: Province is ON" in shell("filter", "test", "Spring", "--filter",
                                             "Ontario").stdout  # fmt: skip
    assert "not JSON" in shell.refused("filter", "test", "Spring", "--expression", "{")
    wrong = json.dumps({"all": [{"column": "x", "test": "equals", "value": 1}]})
    assert "condition 1: no column 'x'" in shell.refused("filter", "create", "X", wrong)


def test_a_campaign_chooses_it_and_gives_it_up(shell, spring):
    nobody = json.dumps({"column": "province", "test": "equals", "value": "QC"})
    shell.json("filter", "create", "Quebec", nobody)
    chosen = shell.json("campaign", "edit", "Spring", "--filter", "quebec")
    assert chosen["statuses"] == {"filtered_out": 2}
    assert "Quebec" in shell("campaign", "show", "Spring").stdout
    assert shell.json("why", "Spring")["held_back"] == {"filtered_out": 2}
    assert "uses it" in shell.refused("filter", "delete", "Quebec", "--yes")
    given_up = shell.json("campaign", "edit", "Spring", "--filter", "")
    assert given_up["statuses"] == {"pending": 2}
