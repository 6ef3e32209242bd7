"""What a command imports before it works: nothing that another command is for."""

import subprocess
import sys
from importlib import import_module

import click
import pytest

from esl_dialer.cli.campaign import campaign
from esl_dialer.cli.main import MODULES, cli

HEAVY = {
    "apscheduler", "cryptography.hazmat", "flask", "gevent", "greenswitch", "num2words", "numpy",
    "paramiko", "prometheus_client", "pydantic", "requests", "sox", "xlsxwriter",
}  # fmt: skip
STORE = {"peewee", "esl_dialer.store"}
NOT_TO_LIST = {
    "psycopg", "esl_dialer.core.lists.list_rows", "esl_dialer.core.speech.reading",
    "esl_dialer.services.campaigns.editing",
}  # fmt: skip
"""What a list of campaigns on SQLite does without: half its time."""
KEEPS_LOCKS = STORE | {"socket", "ssl", "esl_dialer.services.context"}
"""What must not be there when gevent patches the standard library."""


def imported(statement: str) -> set[str]:
    """The modules that a fresh process has after it."""
    script = f"import sys\n{statement}\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def command(*words: str) -> str:
    return (
        "from esl_dialer.app import main\n"
        f"sys.argv = ['esl-dialer', *{words!r}]\n"
        "try: main()\nexcept SystemExit: pass"
    )


@pytest.fixture(autouse=True)
def installation(tmp_path, monkeypatch):
    monkeypatch.setenv("ESL_DIALER_DATA", str(tmp_path / "data"))


def test_the_version_is_told_without_a_database():
    assert not imported(command("--version")) & (HEAVY | STORE)


def test_campaigns_are_listed_without_the_engine_or_the_pages():
    found = imported(command("campaign", "list"))
    assert found >= STORE
    assert not found & (HEAVY | NOT_TO_LIST)


def test_the_list_of_commands_is_shown_without_a_database_or_what_they_do():
    found = imported(command("--help"))
    assert not found & (HEAVY | STORE)
    assert not {name for name in found if name.startswith("esl_dialer.cli.")} - {
        "esl_dialer.cli.late_commands", "esl_dialer.cli.main", "esl_dialer.cli.ports",
        "esl_dialer.cli.show",
    }  # fmt: skip


def test_a_process_of_greenlets_has_made_no_lock_before_it_says_so():
    loaded = "import click, esl_dialer.app\nfrom esl_dialer.cli.main import cli\n"
    for name in MODULES["serving"]:
        named = f"cli.get_command(click.Context(cli), {name!r})"
        assert not imported(loaded + named) & KEEPS_LOCKS, name


@pytest.mark.parametrize("module", MODULES)
def test_each_module_has_the_commands_that_the_table_says(module):
    commands = import_module(f"esl_dialer.cli.{module}").COMMANDS
    told = {one.name: one.get_short_help_str(limit=1000) for one in commands}
    assert list(told.items()) == list(MODULES[module].items())


def test_a_group_of_late_commands_has_those_that_its_modules_add():
    told = campaign.list_commands(click.Context(campaign))
    assert all(campaign.get_command(click.Context(campaign), name) for name in told)
    assert told == sorted(campaign.commands)


def test_what_is_no_command_is_none():
    for group in (cli, campaign):
        assert group.get_command(click.Context(group), "explode") is None
