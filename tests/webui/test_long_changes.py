"""What takes long leaves the loop free for other pages, and nothing behind."""

import tempfile
import threading

import pytest


@pytest.fixture
def threads(ctx, monkeypatch):
    """The threads in which somebody asks for the time."""
    seen, now = set(), ctx.clock.now

    def noted():
        seen.add(threading.get_ident())
        return now()

    monkeypatch.setattr(ctx.clock, "now", noted)
    return seen


@pytest.mark.parametrize("change", ["reset", "delete"])
def test_a_long_list_is_changed_beside_the_loop(signed_in, campaign, threads, change):
    answer = signed_in("super_admin").post(f"/campaigns/{campaign}/{change}")
    assert answer.status_code == 303
    assert len(threads) == 2


def test_an_export_that_is_refused_leaves_no_file(signed_in, tmp_path, monkeypatch):
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(kept))
    answer = signed_in("admin").get("/results/export.csv?outcome=none")
    assert answer.status_code == 422
    assert list(kept.iterdir()) == []
