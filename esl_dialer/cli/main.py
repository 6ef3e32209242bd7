"""``esl-dialer``: all commands."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn

import click

from esl_dialer import __version__
from esl_dialer.cli.show import Exit
from esl_dialer.runtime.config import ConfigError
from esl_dialer.services.errors import NotFound, ServiceError

MODULES = {
    "serving": ("serve", "demo", "simulate-switch"),
    "checking": ("doctor", "recount"),
    "campaign_life": ("campaign", "stop-all"),
    "lists": ("import", "cancel-import", "audio"),
    "calling": ("run", "results", "export", "deliver"),
    "rehearsing": ("rehearse",),
    "asking": ("why", "find"),
    "testing": ("test-call",),
    "dnc": ("dnc",),
    "users": ("user",),
    "settings": ("settings",),
    "gateways": ("gateway",),
    "secrets": ("secrets",),
    "notices": ("notices",),
    "backing_up": ("backup", "restore", "restored"),
    "detail_records": ("ship-cdr", "clean-cdr"),
    "completion": ("completion",),
}
"""Which module of this package has which commands: it is imported when one of them is wanted."""

MODULE_OF = {name: module for module, names in MODULES.items() for name in names}


class Commands(click.Group):
    """All commands. Refusals are one line on standard error, with an exit code for scripts."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(MODULE_OF)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in MODULE_OF:
            return None
        with _nothing_collected():
            module = import_module(f"esl_dialer.cli.{MODULE_OF[name]}")
        commands: dict[str, click.Command] = {one.name: one for one in module.COMMANDS}
        return commands[name]

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _one_line():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _one_line():
            return super().invoke(ctx)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """What is imported stays: looking for garbage in it takes a tenth of a short command's time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except ServiceError as error:
        _end(f"{error}{_where_to_look(error)}", Exit.REFUSED)
    except ConfigError as error:
        _end(str(error), Exit.USAGE)
    except click.UsageError as error:
        _end(_wrong_usage(error), Exit.USAGE)
    except (click.Abort, KeyboardInterrupt):
        _end("interrupted", Exit.INTERRUPTED)


def _end(text: str, code: int) -> NoReturn:
    click.echo(f"esl-dialer: {' '.join(text.split())}", err=True)
    sys.exit(code)


def _wrong_usage(error: click.UsageError) -> str:
    """Of which command, what is wrong, and where its options are shown."""
    command = error.ctx.command_path.partition(" ")[2] if error.ctx else ""
    words = " ".join(filter(None, ("esl-dialer", command, "--help")))
    told = f"{command}: " if command else ""
    return f"{told}{error.format_message().rstrip('.')} ({words})"


def _where_to_look(error: Exception) -> str:
    listed_by = error.listed_by if isinstance(error, NotFound) else ""
    return f": 'esl-dialer {listed_by}' shows what there is" if listed_by else ""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="esl-dialer")
def cli() -> None:
    """Outbound campaigns on FreeSWITCH: lists in, calls out, results back.

    Exit codes: 0 done, 2 wrong usage or configuration, 3 refused (the reason is on standard
    error), 4 broken, 130 interrupted.
    """
