"""Detail records leave the directory when they are old and their calls are settled."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.detail_records import may_go
from esl_dialer.core.words import CallState
from esl_dialer.runtime.config import Config
from esl_dialer.services.calls import detail_records
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.errors import Forbidden
from esl_dialer.services.system import preferences
from esl_dialer.store import models
from tests.engine.campaigns import active_campaign
from tests.fakes import World

MONTH = timedelta(days=30)


@pytest.fixture
def ctx(world: World) -> Context:
    return Context(Config(data=world.directory), world.clock, OPERATOR)


def record(ctx: Context, leg: str, age: timedelta, prefix: str = "a_") -> Path:
    path = ctx.config.cdr_dir / f"{prefix}{leg}.cdr.json"
    path.write_text("{}")
    at = (ctx.now() - age).timestamp()
    os.utime(path, (at, at))
    return path


def test_old_records_of_settled_calls_go_and_the_others_stay(world: World, ctx: Context) -> None:
    active_campaign([["4165550190"], ["4165550178"]])
    while models.Attempt.select().where(models.Attempt.state == CallState.RINGING).count() < 2:
        world.crank()
    attempts = list(models.Attempt.select())
    stay = [
        record(ctx, attempts[0].id, 2 * MONTH),
        record(ctx, attempts[0].transfer_leg, 2 * MONTH, ""),
        record(ctx, "young", MONTH - timedelta(minutes=1)),
        ctx.config.cdr_dir / "somebody's.txt",
    ]
    stay[-1].write_text("mine")
    os.utime(stay[-1], (0, 0))
    go = [record(ctx, "settled", MONTH + timedelta(minutes=1)), record(ctx, "b-leg", 2 * MONTH, "")]
    assert detail_records.clean_up(ctx) == len(go)
    assert sorted(ctx.config.cdr_dir.iterdir()) == sorted(stay)
    preferences.save(ctx, {"cdr_days": 2})
    assert detail_records.clean_up(ctx) == 1


def test_without_a_directory_there_is_nothing_to_do(ctx: Context) -> None:
    elsewhere = replace(ctx, config=replace(ctx.config, switch="esl://:p@127.0.0.1:8021"))
    assert detail_records.clean_up(elsewhere) == 0


def test_who_may_not_clean_up_does_not(ctx: Context) -> None:
    nobody = replace(ctx, actor=replace(ctx.actor, permissions=frozenset()))
    with pytest.raises(Forbidden):
        detail_records.clean_up(nobody)


@given(st.text(), st.timedeltas(), st.timedeltas(timedelta(0)))
def test_only_files_of_records_ever_go(name: str, age: timedelta, keep: timedelta) -> None:
    if may_go(name, age, keep, frozenset()):
        assert name.endswith(".cdr.json")
        assert age > keep
    assert not may_go(f"a_leg.cdr.json{name}x", age, keep, frozenset())
