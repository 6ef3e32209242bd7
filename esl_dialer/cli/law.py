"""``esl-dialer law``: the rules of places; those that ask them need no database."""

import click

from esl_dialer.cli.late_commands import LateCommands


@click.group(
    cls=LateCommands,
    modules={
        "law_cases": ("check", "rules"),
        "law_changes": ("change", "add", "remove", "added", "hours", "attempt"),
        "law_lint": ("lint",),
    },
)
def law() -> None:
    """The rules of the place where a person is."""


COMMANDS = (law,)
