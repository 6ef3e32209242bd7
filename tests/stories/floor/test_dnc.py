from dataclasses import replace

import pytest

from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden, Invalid, NotFound
from esl_dialer.services.people import dnc
from esl_dialer.store.accounts.users import by_name
from esl_dialer.store.people import stops


def test_pasted_numbers_stop_every_way_of_writing_them(ctx):
    done = dnc.add(ctx, "(416) 555-0123; 1-416-555-0124\n+44 20 7946 0000", "Legal hold")
    assert (done.added, done.updated, done.unreadable) == (3, 0, ())
    assert set(stops.matching(["+14165550123", "+442079460000"])) == {
        "+14165550123", "+442079460000",
    }  # fmt: skip


def test_a_number_again_takes_the_new_reason(ctx):
    dnc.add(ctx, "4165550123", "first")
    done = dnc.add(ctx, "+1 416 555 0123, 4165550999", "second")
    assert (done.added, done.updated) == (1, 1)
    assert {entry.note for entry in dnc.page(ctx)} == {"second"}
    assert dnc.count(ctx) == 2


def test_entries_are_found_by_number_however_written_and_by_reason(ctx):
    dnc.add(ctx, "4165550123", "Customer requested")
    dnc.add(ctx, "6045550199", "Legal hold")
    assert [e.number for e in dnc.page(ctx, "(416) 555")] == ["4165550123"]
    assert [e.number for e in dnc.page(ctx, "legal")] == ["6045550199"]
    assert dnc.page(ctx, "nothing like it") == []


def test_pages_follow_each_other(ctx):
    dnc.add(ctx, " ".join(f"416555{n:04d}" for n in range(5)))
    first = dnc.page(ctx, limit=2)
    second = dnc.page(ctx, after=first[-1].id, limit=2)
    third = dnc.page(ctx, after=second[-1].id, limit=2)
    assert [len(first), len(second), len(third)] == [2, 2, 1]
    assert len({e.id for e in [*first, *second, *third]}) == 5


def test_an_entry_is_changed_and_removed(ctx):
    dnc.add(ctx, "4165550123 4165550124")
    entry = dnc.page(ctx, "4165550123")[0]
    with pytest.raises(Invalid):
        dnc.change(ctx, entry.id, "12", "")
    with pytest.raises(Invalid):
        dnc.change(ctx, entry.id, "4165550124", "")
    dnc.change(ctx, entry.id, "416-555-0777", "moved")
    assert stops.matching(["+14165550123"]) == {}
    dnc.remove(ctx, entry.id)
    assert stops.matching(["+14165550777"]) == {}
    with pytest.raises(NotFound):
        dnc.remove(ctx, entry.id)


def test_a_text_without_numbers_is_told(ctx):
    with pytest.raises(Invalid):
        dnc.add(ctx, "please do not call")


def test_a_viewer_reads_and_changes_nothing(ctx):
    viewer = replace(ctx, actor=Actor("viewer", by_name("viewer").permissions))
    assert dnc.page(viewer) == []
    with pytest.raises(Forbidden):
        dnc.add(viewer, "4165550123")
