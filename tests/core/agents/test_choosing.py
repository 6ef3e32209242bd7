"""Who gets the next call, and how many calls may start."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.agents.choosing import Free, allotted, longest_idle

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def free(agent, *campaigns, waited=0):
    return Free(agent, frozenset(campaigns), NOW - timedelta(seconds=waited))


def test_the_longest_idle_of_the_campaign_is_first():
    agents = [free(1, 7, waited=10), free(2, 8, waited=90), free(3, 7, waited=30)]
    assert longest_idle(agents, 7) == agents[2]
    assert longest_idle(agents, 9) is None


def test_one_call_for_each_free_agent():
    assert allotted([free(1, 7), free(2, 7)], {}, [7]) == {7: [1, 2]}
    assert allotted([free(1, 7), free(2, 7)], {7: 1}, [7]) == {7: [2]}
    assert allotted([free(1, 7)], {7: 3}, [7]) == {7: []}
    assert allotted([], {}, [7]) == {7: []}


def test_an_agent_of_two_campaigns_counts_once():
    both = [free(1, 7, 8), free(2, 8)]
    assert allotted(both, {}, [7, 8]) == {7: [1], 8: [2]}
    assert allotted(both, {8: 1}, [7, 8]) == {7: [1], 8: []}


@given(
    st.lists(st.frozensets(st.integers(1, 4)), max_size=8),
    st.dictionaries(st.integers(1, 4), st.integers(0, 4)),
)
def test_never_more_calls_than_agents(campaigns_of, dialing):
    agents = [free(number, *mine) for number, mine in enumerate(campaigns_of)]
    given_out = allotted(agents, dialing, [1, 2, 3, 4])
    theirs = [agent for chosen in given_out.values() for agent in chosen]
    assert len(theirs) == len(set(theirs))
    for campaign, chosen in given_out.items():
        assert all(campaign in agents[agent].campaigns for agent in chosen)
