"""A number on the do-not-call list: the record for good, or only that number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.dialing import first_free, phone_to_dial
from esl_dialer.core.words import RecordStatus
from esl_dialer.services.people import dnc
from esl_dialer.services.system import preferences
from esl_dialer.store import models
from tests.engine.account import contact_invites
from tests.engine.campaigns import active_campaign

FIRST, SECOND = "4165550178", "4165550100"


def crank(world, steps: int = 20) -> list[str]:
    for _ in range(steps):
        world.crank()
    return [entry.number[-10:] for entry in contact_invites(world)]


def test_the_record_is_stopped_for_good_by_default(world, ctx):
    active_campaign([[FIRST, SECOND]])
    dnc.add(ctx, FIRST, "asked")
    assert crank(world) == []
    assert models.Record.get().status is RecordStatus.DNC
    dnc.remove(ctx, dnc.find(ctx, FIRST).id)
    assert crank(world) == []


@pytest.mark.parametrize(
    ("listed", "dialed", "status"),
    [
        ([FIRST], [SECOND], None),
        ([SECOND], [FIRST], None),
        ([FIRST, SECOND], [], RecordStatus.DNC),
    ],
)
def test_narrowed_only_the_listed_number_is_skipped(world, ctx, listed, dialed, status):
    preferences.save(ctx, {"dnc_scope": "number"})
    active_campaign([[FIRST, SECOND]])
    dnc.add(ctx, " ".join(listed))
    assert crank(world) == dialed
    assert status in (None, models.Record.get().status)


def test_an_account_that_is_stopped_is_stopped_in_either_scope(world, ctx):
    preferences.save(ctx, {"dnc_scope": "number"})
    active_campaign([[FIRST, SECOND]])
    models.Stop.create(scope="account", value="A0", reason="legal", created_at=ctx.now())
    assert crank(world) == []
    assert models.Record.get().status is RecordStatus.DNC


PHONES = st.lists(st.sampled_from("abcdef"), max_size=6, unique=True).map(
    lambda numbers: tuple((position, 100 + position, n) for position, n in enumerate(numbers))
)


@given(PHONES, st.integers(0, 7), st.frozensets(st.sampled_from("abcdef")))
def test_the_phone_in_place_of_a_held_one_is_the_next_that_is_free(phones, start, held):
    found = first_free(phones, start, held)
    free = [position for position, _, number in phones if number not in held]
    if found is None:
        assert not free
        return
    assert found in free
    ahead = [position for position in free if position >= start]
    assert found == (ahead[0] if ahead else free[0])


@given(PHONES, st.integers(0, 7))
def test_with_nothing_held_it_is_the_phone_that_would_be_dialed(phones, start):
    found = first_free(phones, start, frozenset())
    assert phone_to_dial(phones, start)[0] == (0 if found is None else 100 + found)
