"""The commands over a whole installation that is cranked whenever a command waits."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from esl_dialer.cli.main import cli
from esl_dialer.cli.ports import Ports
from esl_dialer.core.notices.notifiers import Notifiers
from esl_dialer.core.reports.delivery import FileUploader
from esl_dialer.core.speech.generation import Files
from esl_dialer.outbound import downloads
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.speech import spoken_tests
from esl_dialer.services.speech.audio_jobs import AudioWork
from esl_dialer.store.system import leases
from tests.fakes import World


@dataclass
class CrankingClock:
    """A command's wait is the world's time."""

    world: World
    voice: AudioWork | None = None

    def now(self):
        return self.world.clock.now()

    def sleep(self, seconds: float) -> None:
        leases.renew(self.world.engine.owner, self.now(), {"switch": {"up": True}})
        if self.voice is not None:
            spoken_tests.speak_waiting(self.voice)
        self.world.crank()


def never(*_: object) -> Any:
    raise AssertionError("this command starts nothing")


NOBODY = FileUploader(never, never)


@dataclass
class Shell:
    """What a person types, and what comes back."""

    world: World
    ctx: Context
    courier: FileUploader = NOBODY

    def __call__(self, *words: str, stdin: str = "") -> Result:
        return CliRunner(mix_stderr=False).invoke(cli, words, obj=self.doors(), input=stdin)

    def json(self, *words: str, stdin: str = "") -> Any:
        done = self(*words, "--json", stdin=stdin)
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    def refused(self, *words: str, stdin: str = "") -> str:
        """Exit code 3 and one line on standard error; nothing on standard output."""
        done = self(*words, stdin=stdin)
        assert (done.exit_code, done.stdout) == (3, ""), done.output
        (line,) = done.stderr.splitlines()
        return line

    def doors(self) -> Ports:
        shut = dict.fromkeys((field.name for field in fields(Ports)), never)
        opened = {
            "context": lambda: self.ctx,
            "engine": self.engine,
            "engine_with_audio": self.engine_with_audio,
            "trim_audio_cache": lambda most: 0,
            "courier": lambda: self.courier,
            "download": downloads.fetched,
            "couriers": lambda: Notifiers(never, never),
        }
        return Ports(**shut | opened)

    @contextmanager
    def engine(self, ctx: Context):
        leases.renew(self.world.engine.owner, ctx.now(), {"switch": {"up": True}})
        yield

    @contextmanager
    def engine_with_audio(self, ctx: Context):
        directory = self.ctx.config.audio_dir
        self.ctx.clock.voice = AudioWork(speak, self.world.clock, directory, "voice")
        yield


def speak(campaign, messages, alive):
    return {act: Files(f"campaigns/0/0/{act}-a.wav", 8000, "a.wav", "b.wav") for act in messages}


@pytest.fixture
def shell(tmp_path: Path):
    world = World(tmp_path)
    yield Shell(world, Context(Config(data=tmp_path), CrankingClock(world), OPERATOR))
    world.close()
