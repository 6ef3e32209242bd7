"""``esl-dialer``: all commands."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from click.utils import make_default_short_help

from esl_dialer import __version__
from esl_dialer.cli.late_commands import imported
from esl_dialer.cli.show import Exit
from esl_dialer.runtime.config import ConfigError
from esl_dialer.services.errors import NotFound, ServiceError

MODULES: dict[str, dict[str, str]] = {
    "serving": {
        "serve": "Run the dialer: engine, web pages, audio and lists, until stopped.",
        "demo": "Run the dialer with a sample campaign on the simulated switch: nobody is called.",
        "simulate-switch": "Run the simulated switch by itself, on 127.0.0.1.",
    },
    "checking": {
        "doctor": "Check this installation, and say what to do about what is wrong.",
        "recount": "Make the counts of pages that are wrong what the rows say, dialing or not.",
    },
    "campaign": {
        "campaign": "Make, list, start and stop campaigns.",
    },
    "campaign_life": {
        "stop-all": "Stop everything now: pause every active campaign.",
    },
    "lists": {
        "import": (
            "Add a list's good rows to a campaign; its bad rows are told by line, column "
            "and reason."
        ),
        "cancel-import": (
            "End imports that are under way: one list, by its number, or all of the campaign."
        ),
        "mapping": (
            "What columns of lists are, as it was said once and kept (import --keep-mapping)."
        ),
        "audio": "Speak a campaign's messages.",
    },
    "filters": {
        "filter": "Filters on columns: a campaign that chose one calls only whom it means.",
    },
    "dispositions": {
        "disposition": "What may be said of calls, in sets that campaigns choose.",
    },
    "list_uses": {
        "list": "Lists, each stored once, and the campaigns that call their people.",
    },
    "calling": {
        "run": "Dial a campaign in the foreground until nothing is left to dial now.",
        "results": "The newest results.",
        "report": "Sums over results, how far calls came, and each campaign beside the others.",
        "export": "Write results, oldest first: the guide's twelve columns, as CSV or XLSX.",
        "deliver": "Upload a business day's results by SFTP, once; yesterday's by default.",
    },
    "rehearsing": {
        "rehearse": "Dial a copy of a campaign on the rehearsal carrier: nobody is called.",
    },
    "asking": {
        "why": "Why a campaign, or one of its records, is not dialed now.",
        "coming": (
            "What is about to happen within a day: schedules, hours that open or close, the "
            "auto-stop."
        ),
        "find": "A person in all campaigns, with every call to them: for those who call back.",
    },
    "law": {
        "law": "The rules of the place where a person is.",
    },
    "person": {
        "person": "One person in a campaign, by account number: shown and changed.",
    },
    "testing": {
        "test-call": "Call one phone, followed step by step.",
    },
    "dnc": {
        "dnc": "Numbers that no campaign dials, or none of those that chose their list.",
    },
    "users": {
        "user": "Who may sign in, and as what.",
    },
    "agents": {
        "agent": "Agents: who takes calls, and for which campaigns.",
    },
    "trail": {
        "audit": "Who changed what, when: the newest first.",
    },
    "settings": {
        "settings": "What people change while the dialer runs.",
    },
    "gateways": {
        "gateway": "Where calls leave the switch: shares, limits, failover.",
    },
    "secrets": {
        "secrets": "The passwords and second factors that the database keeps.",
    },
    "notices": {
        "notices": "What people are told without asking.",
    },
    "backing_up": {
        "backup": (
            "Write the database to FILE, dialing or not (dialer-DATE-TIME.backup unless told)."
        ),
        "restore": "Put a backup in the place of the database, while the dialer is stopped.",
        "restored": (
            "What a restored database knows of the calls since, and which campaigns wait "
            "for a word."
        ),
    },
    "imports": {
        "imports": "Every import: its file, its counts, its errors; and the way back.",
        "clean-lists": (
            "Delete files of imports older than list_file_days; their counts and errors stay."
        ),
    },
    "detail_records": {
        "ship-cdr": (
            "Post the detail records in DIRECTORY to the dialer at URL (http://HOST:PORT/cdr)."
        ),
        "clean-cdr": "Delete detail records older than cdr_days whose calls are settled.",
    },
    "completion": {
        "completion": (
            "Print what a shell's start-up file sources: esl-dialer completion bash > FILE."
        ),
    },
}
"""Which module of this package has which commands, and what the list of all says of each: a module
is imported when one of its commands is wanted."""

MODULE_OF = {name: module for module, names in MODULES.items() for name in names}


class Commands(click.Group):
    """All commands. Refusals are one line on standard error, with an exit code for scripts."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(MODULE_OF)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in MODULE_OF:
            return None
        module = imported(MODULE_OF[name])
        commands: dict[str, click.Command] = {one.name: one for one in module.COMMANDS}
        return commands[name]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As click does, without importing all of them."""
        room = formatter.width - 6 - max(map(len, MODULE_OF))
        told = {name: says for commands in MODULES.values() for name, says in commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, make_default_short_help(told[name], room)) for name in sorted(told)]
            )

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


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="esl-dialer")
def cli() -> None:
    """Outbound campaigns on FreeSWITCH: lists in, calls out, results back.

    Exit codes: 0 done, 2 wrong usage or configuration, 3 refused (the reason is on standard
    error), 4 broken, 130 interrupted.
    """
