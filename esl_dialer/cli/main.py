"""``esl-dialer``: all commands."""

import sys
from typing import Any

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
    serving,
    settings,
    testing,
    users,
)
from esl_dialer.cli.show import Exit
from esl_dialer.config import ConfigError
from esl_dialer.services.errors import NotFound, ServiceError


class OneLineErrors(click.Group):
    """A group whose refusals are one line on standard error, with an exit code for scripts."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (ServiceError, ConfigError) as error:
            click.echo(f"esl-dialer: {error}{_where_to_look(error)}", err=True)
            sys.exit(Exit.USAGE if isinstance(error, ConfigError) else Exit.REFUSED)


def _where_to_look(error: Exception) -> str:
    listed_by = error.listed_by if isinstance(error, NotFound) else ""
    return f": 'esl-dialer {listed_by}' shows what there is" if listed_by else ""


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="esl-dialer")
def cli() -> None:
    """Outbound campaigns on FreeSWITCH: lists in, calls out, results back.

    Exit codes: 0 done, 2 wrong usage or configuration, 3 refused (the reason is on standard
    error), 4 broken.
    """


MODULES = (
    serving, campaign, campaign_life, lists, calling, rehearsing, asking, testing, dnc, users,
    settings, gateways, notices, detail_records, completion,
)  # fmt: skip

for module in MODULES:
    for command in module.COMMANDS:
        cli.add_command(command)
