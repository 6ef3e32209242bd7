"""Files that were sent from a browser, until they are imported."""

import io
from datetime import timedelta

import pytest

from esl_dialer.core.words import RunState
from esl_dialer.services.campaigns import editing
from esl_dialer.services.errors import NotFound
from esl_dialer.services.lists import list_files, uploads
from esl_dialer.store import models
from tests.services.lists.helpers import rows, write_list
from tests.store.rows import a_campaign


def sent(ctx):
    return uploads.keep(ctx, io.BytesIO(b"Account Number 1\n1\n"), "list.csv")


def test_a_file_that_nobody_imports_is_deleted_a_day_later(ctx):
    forgotten = sent(ctx)
    ctx.clock.at += uploads.KEPT
    later = sent(ctx)
    assert uploads.find(ctx, forgotten.token).path.exists()
    ctx.clock.at += timedelta(seconds=1)
    last = sent(ctx)
    with pytest.raises(NotFound):
        uploads.find(ctx, forgotten.token)
    assert uploads.find(ctx, later.token) == later
    assert uploads.find(ctx, last.token) == last


@pytest.fixture
def upload(ctx, tmp_path):
    content = write_list(tmp_path / "sent.csv", rows(3)).read_bytes()
    return uploads.keep(ctx, io.BytesIO(content), "sent.csv")


def test_what_takes_long_with_a_files_size_is_done_aside(ctx, upload, monkeypatch):
    """Or every other page would wait for it."""
    aside_now, hashed_aside, hash_of = [], [], list_files.hash_of

    def hash_it(path):
        hashed_aside.append(bool(aside_now))
        return hash_of(path)

    def aside(act, *args):
        aside_now.append(act)
        try:
            return act(*args)
        finally:
            aside_now.pop()

    monkeypatch.setattr(list_files, "hash_of", hash_it)
    uploads.begin(ctx, a_campaign(), upload, "May", "skip", aside=aside)
    kept = models.ListImport.get()
    assert hashed_aside == [True]
    assert kept.sha256 == hash_of(ctx.config.data / kept.stored_path)


def test_a_file_whose_taking_away_was_cut_short_is_gone(ctx, upload):
    upload.path.unlink()
    with pytest.raises(NotFound, match="send it again"):
        uploads.find(ctx, upload.token)


def test_a_file_that_another_takes_meanwhile_is_gone_and_makes_no_list(ctx, upload):
    def aside(act, *args):
        uploads.discard(upload)
        return act(*args)

    with pytest.raises(NotFound):
        uploads.begin(ctx, a_campaign(), upload, "May", "skip", aside=aside)
    assert not models.ListImport.select().count()


def test_a_campaign_that_is_deleted_meanwhile_gets_no_list(ctx, upload):
    campaign = a_campaign(run_state=RunState.PAUSED)

    def aside(act, *args):
        if not models.Campaign.get().archived_at:
            editing.delete(ctx, campaign)
        return act(*args)

    with pytest.raises(NotFound, match="was deleted"):
        uploads.begin(ctx, campaign, upload, "May", "skip", aside=aside)
    assert not models.ListImport.select().count()
