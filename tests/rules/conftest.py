"""A whole installation, cranked by hand, and a context that may do everything on its clock."""

from pathlib import Path

import pytest

from esl_dialer.config import Config
from esl_dialer.services.context import OPERATOR, Context
from tests.fakes import World


@pytest.fixture
def world(tmp_path: Path):
    world = World(tmp_path)
    yield world
    world.close()


@pytest.fixture
def ctx(world: World) -> Context:
    return Context(Config(data=world.directory), world.clock, OPERATOR)
