"""``esl-dialer``: all commands."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from esl_dialer import __version__
from esl_dialer.cli import (
    asking,
    calling,
    campaign,
    campaign_life,
    completion,
    detail_records,
    dnc,
    gateways,
    lists,
    notices,
    rehearsing,
    secrets,
    serving,
    settings,
    testing,
    users,
)
from esl_dialer.cli.show import Exit
from esl_dialer.runtime.config import ConfigError
from esl_dialer.services.errors import NotFound, ServiceError


class OneLineErrors(click.Group):
    """A group whose refusals are one line on standard error, with an exit code for scripts."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _one_line():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _one_line():
            return super().invoke(ctx)


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


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="esl-dialer")
def cli() -> None:
    """Outbound campaigns on FreeSWITCH: lists in, calls out, results back.

    Exit codes: 0 done, 2 wrong usage or configuration, 3 refused (the reason is on standard
    error), 4 broken, 130 interrupted.
    """


MODULES = (
    serving, campaign, campaign_life, lists, calling, rehearsing, asking, testing, dnc, users,
    settings, gateways, secrets, notices, detail_records, completion,
)  # fmt: skip

for module in MODULES:
    for command in module.COMMANDS:
        cli.add_command(command)
