"""``esl-dialer agent ...``: who takes calls, and for which campaigns."""

from typing import Any, TextIO

import click

from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.cli.users import password_given, stdin_option
from esl_dialer.core.words import AgentState, Language
from esl_dialer.services.agents import agents, reasons
from esl_dialer.services.agents.agents import AgentSummary, Made, NewAgent
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context

campaign_option = click.option(
    "--campaign", "wanted", multiple=True, metavar="CAMPAIGN", help="By name or number; repeatable."
)


@click.group()
def agent() -> None:
    """Agents: who takes calls, and for which campaigns."""


@agent.command()
@click.argument("username")
@click.argument("extension")
@click.option("--full-name", default="")
@click.option("--language", type=click.Choice([lang.value for lang in Language]), default="en")
@campaign_option
@stdin_option
@json_option
@click.pass_obj
def add(
    doors: Ports,
    /,
    wanted: tuple[str, ...],
    password_stdin: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Make an agent: a user who is there takes calls too; else one is made, with a password."""
    ctx = doors.context()
    known = agents.is_user(ctx, given["username"])
    password = "" if known else password_given(password_stdin)
    new = NewAgent(**given, password=password, campaigns=_numbers(ctx, wanted))
    _tell(agents.make(ctx, new), as_json, "made")


@agent.command()
@click.argument("count", type=int)
@click.option("--prefix", default="agent", show_default=True, help="Of the user names.")
@click.option("--first", type=int, default=1001, show_default=True, help="The first extension.")
@campaign_option
@json_option
@click.pass_obj
def bulk(
    doors: Ports, count: int, prefix: str, first: int, wanted: tuple[str, ...], as_json: bool
) -> None:
    """Make COUNT agents at once; their first passwords are shown this once."""
    ctx = doors.context()
    made = agents.make_several(ctx, count, prefix, first, _numbers(ctx, wanted))
    _tell_made(made, as_json)


@agent.command("import")
@click.argument("file", type=click.File(encoding="utf-8-sig", errors="replace"))
@json_option
@click.pass_obj
def import_(doors: Ports, file: TextIO, as_json: bool) -> None:
    """Make an agent for each line of a CSV FILE; first passwords are shown this once."""
    _tell_made(agents.make_from_file(doors.context(), file.read()), as_json)


def _tell_made(made: list[Made], as_json: bool) -> None:
    found = [agents.shown_made(one) for one in made]
    if as_json:
        print_json(found)
        return
    rows = [tuple(one.values()) for one in found]
    print_table(("NAME", "EXTENSION", "PASSWORD"), rows, "none")


@agent.command("list")
@json_option
@click.pass_obj
def list_(doors: Ports, as_json: bool) -> None:
    """All agents, by name: their state, and their campaigns."""
    found = agents.every(doors.context())
    if as_json:
        print_json([agents.shown(one) for one in found])
        return
    print_table(
        ("NAME", "EXTENSION", "STATE", "REASON", "CAMPAIGNS"),
        [_row(one) for one in found],
        "no agents: esl-dialer agent add NAME EXTENSION",
    )


def _row(one: AgentSummary) -> tuple[str, ...]:
    stands = one.agent.standing
    mine = ", ".join(each.name for each in one.campaigns)
    return one.agent.username, one.agent.extension, str(stands.state), stands.reason, mine


@agent.command()
@click.argument("username")
@click.argument("wanted", metavar="[CAMPAIGN]...", nargs=-1)
@json_option
@click.pass_obj
def assign(doors: Ports, username: str, wanted: tuple[str, ...], as_json: bool) -> None:
    """Let an agent work for these campaigns, and no others, from the next call on."""
    ctx = doors.context()
    found = agents.find(ctx, username).agent
    _tell(agents.assign(ctx, found.id, _numbers(ctx, wanted)), as_json, "assigned")


@agent.command()
@click.argument("username")
@click.argument("number", metavar="EXTENSION")
@json_option
@click.pass_obj
def extension(doors: Ports, username: str, number: str, as_json: bool) -> None:
    """Give an agent another extension, for the next time their phone is called."""
    ctx = doors.context()
    found = agents.find(ctx, username).agent
    _tell(agents.change(ctx, found.id, extension=number), as_json, f"extension {number}")


@agent.command()
@json_option
@click.pass_obj
def times(doors: Ports, as_json: bool) -> None:
    """What agents' time came to since the business day began, in seconds by state."""
    ctx = doors.context()
    found, today = agents.every(ctx), agents.today(ctx)
    told = [agents.shown_sums(one.agent, today[one.agent.id]) for one in found]
    if as_json:
        print_json(told)
        return
    states = [state for state in AgentState if state is not AgentState.LOGGED_OUT]
    print_table(
        ("NAME", "CALLS", "AT WORK", *(str(state).upper() for state in states)),
        [
            (
                row["username"],
                str(row["calls"]),
                f"{row['at_work']:.0f}",
                *(f"{row['seconds'][state]:.0f}" for state in states),
            )
            for row in told
        ],
        "no agents: esl-dialer agent add NAME EXTENSION",
    )


@agent.command("log-out")
@click.argument("username")
@json_option
@click.pass_obj
def log_out(doors: Ports, username: str, as_json: bool) -> None:
    """Log out who left without doing so; refused while a call is theirs."""
    ctx = doors.context()
    found = agents.find(ctx, username).agent
    _tell(agents.log_out(ctx, found.id), as_json, "logged out")


@agent.command()
@click.argument("username")
@json_option
@click.pass_obj
def remove(doors: Ports, username: str, as_json: bool) -> None:
    """Let somebody take no more calls; their user stays."""
    ctx = doors.context()
    found = agents.find(ctx, username)
    agents.remove(ctx, found.agent.id)
    _tell(found, as_json, "no agent any more")


@agent.command("reasons")
@click.argument("wanted", metavar="[REASON]...", nargs=-1)
@click.option("--none", is_flag=True, help="No reasons: who pauses says none.")
@json_option
@click.pass_obj
def reasons_(doors: Ports, wanted: tuple[str, ...], none: bool, as_json: bool) -> None:
    """Why agents may pause; with REASONs, these take the place of those that there are."""
    ctx = doors.context()
    found = agents.set_reasons(ctx, wanted) if wanted or none else reasons.every(ctx)
    if as_json:
        print_json(found)
    else:
        print_table(("REASON",), [(one,) for one in found], "no reasons")


def _numbers(ctx: Context, wanted: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(campaigns.kept(ctx, one).id for one in wanted)


def _tell(one: AgentSummary, as_json: bool, done: str) -> None:
    if as_json:
        print_json(agents.shown(one))
    else:
        click.echo(f"{one.agent.username}: {done}")


COMMANDS = (agent,)
