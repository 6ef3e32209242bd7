"""The list of campaigns: pages of it, and what comes after one."""

from dataclasses import replace

import pytest

from esl_dialer.core.campaigns.listing import ANY, Archived, Sort, Wanted
from esl_dialer.core.campaigns.parts import Part
from esl_dialer.core.words import RecordStatus, RunState
from esl_dialer.services.campaigns import archiving, editing, listing
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden, Invalid
from esl_dialer.store import models
from tests.store.rows import a_campaign, a_record, called

NEWEST = Wanted(sort=Sort.CREATED)


def numbers(rows) -> list[int]:
    return [row.summary.campaign.id for row in rows]


@pytest.mark.parametrize("count", [0, 1, 10])
def test_all_of_them_page_by_page(ctx, count):
    made = [a_campaign() for _ in range(count)][::-1]
    seen, number, pages = [], 1, 1
    while number <= pages:
        page = listing.page(ctx, NEWEST, number, size=3)
        assert (page.total, page.every, page.number) == (count, count, number)
        seen += numbers(page.rows)
        number, pages = number + 1, page.pages
    assert seen == made
    assert pages == max(1, -(-count // 3))


@pytest.mark.parametrize("number", [-1, 0, 1, 2, 99])
def test_a_page_that_there_is_not_is_the_first_or_the_last(ctx, number):
    made = [a_campaign() for _ in range(4)][::-1]
    page = listing.page(ctx, NEWEST, number, size=3)
    assert numbers(page.rows) == (made[:3] if number < 2 else made[3:])


@pytest.mark.parametrize("sort", Sort)
def test_what_comes_after_one_goes_on_where_it_was(ctx, sort):
    for n in range(7):
        a_campaign(name=f"c{n % 3}{n}", priority=1 + n % 2)
    wanted = Wanted(sort=sort)
    whole, more = listing.after(ctx, wanted, 0, 100)
    assert (len(whole), more) == (7, False)
    seen, last, more = [], 0, True
    while more:
        rows, more = listing.after(ctx, wanted, last, 3)
        seen += numbers(rows)
        last = seen[-1]
    assert seen == numbers(whole)


def test_it_goes_on_after_one_that_was_archived_or_deleted_meanwhile(ctx):
    made = [a_campaign(run_state=RunState.STOPPED) for _ in range(5)][::-1]
    archiving.archive(ctx, made[1])
    editing.delete(ctx, made[2])
    assert numbers(listing.after(ctx, NEWEST, made[1], 9)[0]) == made[3:]
    assert numbers(listing.after(ctx, NEWEST, made[2], 9)[0]) == made[3:]
    assert numbers(listing.after(ctx, NEWEST, made[0], 9, deleted=True)[0]) == made[3:]
    with pytest.raises(Invalid):
        listing.after(ctx, NEWEST, 999, 9)


def test_archived_ones_where_they_are_asked_for(ctx):
    kept, archived = a_campaign(), a_campaign(run_state=RunState.STOPPED)
    archiving.archive(ctx, archived)
    for shelf, found in ((Archived.NO, [kept]), (Archived.ONLY, [archived])):
        page = listing.page(ctx, replace(ANY, archived=shelf))
        assert (numbers(page.rows), page.every) == (found, 2)
    assert set(numbers(listing.page(ctx, replace(ANY, archived=Archived.TOO)).rows)) == {
        kept, archived,
    }  # fmt: skip


def test_how_each_does_comes_from_what_is_counted(ctx):
    campaign = a_campaign()
    for status, attempts in (
        (RecordStatus.PENDING, 0),
        (RecordStatus.TRANSFERRED, 1),
        (RecordStatus.DIALING, 1),
        (RecordStatus.DNC, 0),
    ):
        called(a_record(campaign, status=status), attempts)
    [row] = listing.page(ctx).rows
    parts = {part: count for part, count in row.summary.parts.items() if count}
    assert parts == {
        Part.SCHEDULED: 1, Part.COMPLETED: 1, Part.RETRYING: 1, Part.DO_NOT_CALL: 1,
    }  # fmt: skip
    models.Campaign.update(run_state=RunState.COMPLETED).execute()
    [row] = listing.page(ctx).rows
    assert row.summary.parts[Part.NO_ATTEMPT] == 1
    assert listing.shown(row)["parts"]["no_attempt"] == 1


def test_as_many_questions_for_fifty_as_for_one(ctx, monkeypatch):
    asked = []
    real = models.database.obj.execute_sql
    monkeypatch.setattr(
        models.database.obj, "execute_sql", lambda *given, **more: asked.append(1) or real(*given)
    )
    counts = []
    for _ in range(2):
        for _ in range(20):
            a_record(a_campaign(), "+14165550100")
        asked.clear()
        assert listing.page(ctx).rows
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_can_not_be_read_is_refused(ctx):
    with pytest.raises(Invalid) as refused:
        listing.read({"status": ["gone"]})
    assert set(refused.value.problems) == {"status"}


def test_who_may_see_nothing_is_told_nothing(ctx):
    nobody = replace(ctx, actor=Actor("x", frozenset()))
    for ask in (lambda: listing.page(nobody), lambda: listing.after(nobody, ANY, 0, 1)):
        with pytest.raises(Forbidden):
            ask()
