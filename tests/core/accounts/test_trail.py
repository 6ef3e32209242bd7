"""The audit trail in sentences."""

import pytest

from esl_dialer.core.accounts.trail import SENTENCES, sentence
from esl_dialer.core.says import Says


def test_it_says_who_changed_what_from_what_to_what():
    told = sentence("campaign.speed", {"was": "150.0", "cpm": "200.0"}, "Administrator", "BMO")
    assert str(told) == "Administrator changed the speed of BMO from 150 to 200"
    older = sentence("campaign.speed", {"cpm": "200.0"}, "Administrator", "BMO")
    assert str(older) == "Administrator changed the speed of BMO to 200"


def test_what_nobody_wrote_a_sentence_for_is_told_by_its_name():
    assert str(sentence("thing.done", {}, "ann", "it")) == "ann: thing.done it"
    assert str(sentence("filter.create", {}, "ann", "filter 3")) == "ann: filter.create filter 3"


def test_a_switch_is_said():
    told = sentence(
        "setting.change", {"was": True, "value": False}, "ann", Says("Disk nearly full")
    )
    assert str(told) == "ann changed the setting Disk nearly full from yes to no"


@pytest.mark.parametrize("action", SENTENCES)
def test_each_sentence_has_a_place_for_each_detail_that_it_needs(action):
    for needed, says in SENTENCES[action]:
        assert all(f"{{{name}}}" in says.text for name in needed)
