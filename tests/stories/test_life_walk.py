"""Any sequence of verbs, by the services: each ends as the table of run states says."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esl_dialer.core.campaigns import lifecycle
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.words import RecordStatus, RunState
from esl_dialer.engine.housekeeping import complete_finished
from esl_dialer.runtime.config import Config
from esl_dialer.services.campaigns import archiving, campaigns, editing
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.errors import Refused
from esl_dialer.store import models
from tests.engine.campaigns import active_campaign
from tests.fakes import HandClock, open_test_database

VERBS = {
    Verb.START: campaigns.start,
    Verb.PAUSE: campaigns.pause,
    Verb.STOP: campaigns.stop,
    Verb.COMPLETE: campaigns.complete,
    Verb.RESET: editing.reset,
    Verb.ARCHIVE: archiving.archive,
    Verb.UNARCHIVE: archiving.unarchive,
}
STEPS = st.sampled_from([*VERBS, Verb.FINISH, "all are dialed"])


@pytest.fixture
def ctx(tmp_path: Path):
    opened = open_test_database(tmp_path / "dialer.db")
    yield Context(Config(data=tmp_path), HandClock(), OPERATOR)
    opened.close()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEPS, min_size=1, max_size=25))
def test_a_walk_through_a_campaigns_life(ctx, steps):
    models.Campaign.update(archived_at=None, run_state=RunState.STOPPED).execute()
    models.Record.update(status=RecordStatus.PENDING).execute()
    found = models.Campaign.get_or_none()
    campaign = found.id if found else active_campaign([["4165550100"]])
    for one in steps:
        walk(ctx, campaign, one)


def walk(ctx: Context, campaign: int, one: Verb | str) -> None:
    ctx.clock.sleep(60)
    before = models.Campaign.get_by_id(campaign)
    wanted = expected(before, one)
    take(ctx, campaign, one, refused=wanted is None)
    after = models.Campaign.get_by_id(campaign)
    assert after.run_state is (wanted or before.run_state)
    if after.run_state is not before.run_state:
        assert after.run_state_at == ctx.now()


def expected(before: models.Campaign, one: Verb | str) -> RunState | None:
    """The state after the step; None when it is refused."""
    state = before.run_state
    if not isinstance(one, Verb):
        return state
    left = models.Record.select().where(models.Record.status == RecordStatus.PENDING).count()
    if one is Verb.FINISH:
        return state if left or state is not RunState.ACTIVE else RunState.COMPLETED
    if one is Verb.START and state is not RunState.ACTIVE and (before.archived_at or not left):
        return None
    if one is Verb.COMPLETE and before.archived_at:
        return None
    so_already = {Verb.ARCHIVE: before.archived_at, Verb.UNARCHIVE: not before.archived_at}
    if so_already.get(one):
        return state
    return lifecycle.after(state, one)


def take(ctx: Context, campaign: int, one: Verb | str, *, refused: bool) -> None:
    if one == "all are dialed":
        models.Record.update(status=RecordStatus.TRANSFERRED).execute()
    elif one is Verb.FINISH:
        complete_finished(ctx.now())
    elif refused:
        with pytest.raises(Refused):
            VERBS[one](ctx, campaign)
    else:
        VERBS[one](ctx, campaign)
