"""Every caller of every swap looks at what really happened; a run state has one of them."""

import ast
from collections.abc import Callable
from typing import Any

import pytest

from esl_dialer.store.accounts import second_factor, tokens
from esl_dialer.store.calls import attempts, claims, orders, selection, settling
from esl_dialer.store.campaigns import campaigns, rehearsals, transitions
from esl_dialer.store.lists import lists
from esl_dialer.store.notices import notices
from esl_dialer.store.reports import deliveries
from esl_dialer.store.speech import audio
from esl_dialer.store.system import leases, outbox, settings
from tests.house.swaps import names_in, sources, telling, thrown_away


def full_names(*functions: Callable[..., Any]) -> set[str]:
    return {f"{one.__module__}.{one.__qualname__}" for one in functions}


UPKEEP = full_names(selection.promote_due, outbox.trim, notices.trim)
"""They say how many rows, and nothing follows from it: what is left is done at the next look."""

MODULES = list(sources())
SWAPS = telling(MODULES) - UPKEEP


def test_the_swaps_are_found():
    assert (
        full_names(
            orders.claim,
            attempts.save_all,
            audio.take_job,
            campaigns.swap,
            claims.commit_all,
            claims.hand_over,
            deliveries.advance,
            leases.renew,
            lists.finish,
            notices.take_due,
            notices.sent,
            second_factor.use_code,
            settings.swap,
            settling.commit,
            settling.commit_all,
            tokens.remove,
            transitions.transition,
        )
        <= SWAPS
    )


def test_no_caller_throws_away_what_a_swap_says():
    found = [
        f"{module}:{line}"
        for module, tree in MODULES
        for line in thrown_away(tree, names_in(module, tree), SWAPS)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "from esl_dialer.store.lists import lists\ndef f():\n    lists.finish(1, now)",
        "from esl_dialer.store.lists import lists as stored\ndef f():\n    stored.finish(1, now)",
        "from esl_dialer.store.lists.lists import finish\ndef f(self):\n    finish(1, now)",
        "from esl_dialer.store.system import leases\ndef f():\n    self._sql(leases.renew, 1, now)",
    ],
)
def test_a_result_that_is_thrown_away_is_found(text):
    tree = ast.parse(text)
    assert list(thrown_away(tree, names_in("webui.made_up", tree), SWAPS)) == [3]


def test_a_run_state_is_changed_in_one_place():
    """Nothing else swaps how a campaign stands, or names a run state to be written.

    A rehearsal's copy begins in draft, in a database of its own.
    """
    (swap,) = full_names(campaigns.swap)
    swapping = {module for module, tree in MODULES if swap in _used(module, tree)}
    writing = {module for module, tree in MODULES if "run_state" in _given(tree)}
    assert swapping == {transitions.__name__}
    assert writing == {transitions.__name__, rehearsals.__name__}


def _used(module: str, tree: ast.Module) -> set[str]:
    names = names_in(module, tree)
    used = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {f"{names.get(ast.unparse(node.value), '')}.{node.attr}" for node in used}


def _given(tree: ast.Module) -> set[str | None]:
    """The columns that dicts and calls of ``update`` give a value."""
    keys = (key for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    updates = (call for call in calls if ast.unparse(call.func).endswith(".update"))
    named = {keyword.arg for call in updates for keyword in call.keywords}
    return named | {key.value for key in keys if isinstance(key, ast.Constant)}
