"""Guesses: counted before they are looked at, over all processes, on either database."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from time import sleep

import pytest

from esl_dialer.core.accounts.throttle import MOST_OF_NAME, SPAN, of_password
from esl_dialer.runtime.config import Config
from esl_dialer.services.accounts.guesses import LONGEST_S, TooManyTries, judged, note_wrong
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.store import models
from esl_dialer.store.database import open_database
from tests.store.rows import NOW

LIMITS = of_password("admin", "192.0.2.1")


@dataclass
class GivingWay:
    """Stands still, but for who waits; others run meanwhile."""

    at: datetime = NOW
    _moving: Lock = field(default_factory=Lock)

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        sleep(0.001)


@pytest.fixture
def ctx(migrated_url, tmp_path):
    opened = open_database(migrated_url)
    yield Context(Config(data=tmp_path), GivingWay(), OPERATOR)
    opened.close()
    models.database.initialize(None)


def looked_at_once(ctx, looked, *, right):
    """One of many that come at the same time; what it was told."""
    with models.database.connection_context():
        try:
            with judged(ctx, LIMITS) as ruling:
                looked.append(1)
                sleep(0.002)
                ruling.right = right
        except TooManyTries:
            return "refused"
    return "looked at"


def at_once(ctx, count, *, right):
    looked: list[int] = []
    with ThreadPoolExecutor(count) as many:
        told = list(many.map(lambda _: looked_at_once(ctx, looked, right=right), range(count)))
    return len(looked), told.count("refused")


def test_of_sixty_wrong_ones_at_once_no_more_are_looked_at_than_one_by_one(ctx):
    assert at_once(ctx, 60, right=False) == (MOST_OF_NAME, 60 - MOST_OF_NAME)
    with pytest.raises(TooManyTries) as refused, judged(ctx, LIMITS):
        raise AssertionError("looked at")
    assert refused.value.wait == SPAN


def test_sixty_right_ones_at_once_are_all_let_in(ctx):
    assert at_once(ctx, 60, right=True) == (60, 0)
    assert not models.Guess.select().count()


def test_who_waits_too_long_for_others_is_told_to_come_again_soon(ctx):
    def moves(seconds):
        ctx.clock.at += timedelta(seconds=seconds)

    limits = {"code 1": 1}
    with judged(ctx, limits) as ruling:
        ctx.clock.sleep = moves
        with pytest.raises(TooManyTries) as refused:
            note_wrong(ctx, limits)
        ruling.right = True
    assert refused.value.wait < timedelta(minutes=1)
    assert timedelta(seconds=LONGEST_S) <= ctx.now() - NOW < timedelta(seconds=LONGEST_S + 1)
    note_wrong(ctx, limits)


def test_what_breaks_while_it_is_looked_at_is_held_against_nobody(ctx):
    for _ in range(2 * MOST_OF_NAME):
        with suppress(ZeroDivisionError), judged(ctx, LIMITS):
            raise ZeroDivisionError
    assert not models.Guess.select().count()


def test_what_people_type_is_kept_nowhere(ctx):
    note_wrong(ctx, of_password("my secret password", "192.0.2.1"))
    assert "secret" not in str(list(models.Guess.select().dicts()))


def test_old_ones_are_forgotten_by_the_next(ctx):
    note_wrong(ctx, LIMITS)
    ctx.clock.at += SPAN
    note_wrong(ctx, {"code 1": 10})
    assert models.Guess.select().count() == 1
