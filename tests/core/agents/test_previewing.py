"""Whom agents see before a call."""

from dataclasses import dataclass

from esl_dialer.core.agents.previewing import shown


@dataclass(frozen=True)
class One:
    record: int
    number: str
    person_key: str = ""


def test_each_agent_sees_another_person_in_both_orders():
    people = [One(1, "+1"), One(2, "+1"), One(3, "+3", "k"), One(4, "+4", "k"), One(5, "+5")]
    given = shown([7, 8, 9], people, {})
    assert {agent: one.record for agent, one in given.items()} == {7: 1, 8: 3, 9: 5}


def test_whom_an_agent_skipped_is_shown_to_another():
    people = [One(1, "+1"), One(2, "+2")]
    given = shown([7, 8], people, {7: {1}})
    assert {agent: one.record for agent, one in given.items()} == {7: 2, 8: 1}
    assert shown([7], people[:1], {7: {1}}) == {}
