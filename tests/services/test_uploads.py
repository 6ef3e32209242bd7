"""Files that were sent from a browser, until they are imported."""

import io
from datetime import timedelta

import pytest

from esl_dialer.services import uploads
from esl_dialer.services.errors import NotFound


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
