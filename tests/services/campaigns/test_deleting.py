"""Deleting a campaign while others work on it."""

import pytest

from esl_dialer.core.words import RunState
from esl_dialer.services.campaigns import editing
from esl_dialer.services.lists.importing import continue_import
from esl_dialer.store import models
from esl_dialer.store.lists import lists
from tests.services.lists.helpers import begin_import, fixed, rows, write_list
from tests.store.rows import NOW, a_campaign


def test_an_import_under_way_ends_with_its_campaign(ctx, tmp_path):
    campaign = a_campaign(run_state=RunState.PAUSED)
    path = write_list(tmp_path / "many.csv", rows(20))
    begun = begin_import(campaign, path, "many", data_dir=tmp_path, now=NOW)

    with pytest.raises(lists.TakenOver):
        continue_import(
            begun.list_id,
            tmp_path,
            ctx.now,
            chunk=fixed(5),
            progress=lambda _: editing.delete(ctx, campaign),
        )

    left = lists.get(begun.list_id)
    assert (left.status, left.rows_read) == ("failed", 5)
    assert str(left.error) == "the campaign was deleted"
    assert not models.Record.select().count()
    assert not lists.unfinished()
