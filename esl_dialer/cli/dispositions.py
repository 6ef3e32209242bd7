"""``esl-dialer disposition``: what may be said of calls, in sets that campaigns choose."""

from typing import Any

import click

from esl_dialer.cli.field_options import values_of, with_options
from esl_dialer.cli.options import sure, yes_option
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.calls.dispositions import FIELDS, Disposition
from esl_dialer.core.fields import told
from esl_dialer.core.says import Says
from esl_dialer.services.calls import dispositions
from esl_dialer.services.calls.dispositions import Kept, SetStanding

options = with_options(FIELDS, ("title",), refused_by_service=True)
"""All that one can be given; what is not given stays as it is."""

disposition_argument = click.argument("ref", metavar="DISPOSITION")
set_argument = click.argument("ref", metavar="SET")


@click.group()
def disposition() -> None:
    """What may be said of calls, in sets that campaigns choose."""


@disposition.command("list")
@json_option
@click.pass_obj
def list_(doors: Ports, as_json: bool) -> None:
    """The system's own, then the floor's by title."""
    found = dispositions.every(doors.context())
    if as_json:
        print_json([dispositions.shown(one) for one in found])
        return
    print_table(("KEY", "TITLE", "HOT KEY", "FOLLOWS", "POSITIVE"), map(_row, found), "")


def _row(one: Kept) -> tuple[Any, ...]:
    its = one.disposition
    return (one.key, its.title, its.hot_key or "-", its.follows, "yes" if its.positive else "-")


@disposition.command()
@click.argument("title")
@options
@json_option
@click.pass_obj
def create(doors: Ports, /, title: str, as_json: bool, **given: Any) -> None:
    """Make a disposition."""
    made = Disposition(title, **values_of(FIELDS, given))
    _tell(dispositions.create(doors.context(), made), as_json)


@disposition.command()
@disposition_argument
@click.option("--title", help="Another title.")
@options
@json_option
@click.pass_obj
def change(doors: Ports, /, ref: str, as_json: bool, **given: Any) -> None:
    """Change what is given, by key or title; calls keep what was said of them."""
    _tell(dispositions.change(doors.context(), ref, values_of(FIELDS, given)), as_json)


@disposition.command()
@disposition_argument
@yes_option
@json_option
@click.pass_obj
def delete(doors: Ports, ref: str, yes: bool, as_json: bool) -> None:
    """Delete a disposition: nobody chooses it any more, calls keep it."""
    ctx = doors.context()
    found = dispositions.get(ctx, ref)
    sure(Says("Delete {name}?", name=found.disposition.title), yes)
    done = dispositions.delete(ctx, found.key)
    if as_json:
        print_json(dispositions.shown(done))
    else:
        click.echo(f"{done.disposition.title}: deleted")


def _tell(one: Kept, as_json: bool) -> None:
    if as_json:
        print_json(dispositions.shown(one))
        return
    click.echo(f"{one.key}  {one.disposition.title}")
    for name, field in FIELDS.items():
        if name != "title":
            click.echo(f"  {name:16} {told(field, getattr(one.disposition, name))}")


@disposition.command("sets")
@json_option
@click.pass_obj
def sets(doors: Ports, as_json: bool) -> None:
    """The sets, by name."""
    found = dispositions.sets(doors.context())
    if as_json:
        print_json([dispositions.shown_set(one) for one in found])
        return
    rows = [(one.set.id, one.set.name, one.campaigns, ", ".join(one.set.keys)) for one in found]
    nothing = "no sets: campaigns choose from all; esl-dialer disposition create-set NAME KEY..."
    print_table(("ID", "NAME", "CAMPAIGNS", "DISPOSITIONS"), rows, nothing)


@disposition.command("create-set")
@click.argument("name")
@click.argument("keys", nargs=-1, metavar="KEY...")
@json_option
@click.pass_obj
def create_set(doors: Ports, name: str, keys: tuple[str, ...], as_json: bool) -> None:
    """Make a set of dispositions, in the order in which agents see them."""
    _tell_set(dispositions.create_set(doors.context(), name, [*keys]), as_json)


@disposition.command("change-set")
@set_argument
@click.argument("keys", nargs=-1, metavar="[KEY...]")
@click.option("--name", help="Another name.")
@json_option
@click.pass_obj
def change_set(
    doors: Ports, ref: str, keys: tuple[str, ...], name: str | None, as_json: bool
) -> None:
    """Give a set another name, other dispositions, or both."""
    done = dispositions.change_set(doors.context(), ref, name, [*keys] or None)
    _tell_set(done, as_json)


@disposition.command("delete-set")
@set_argument
@yes_option
@json_option
@click.pass_obj
def delete_set(doors: Ports, ref: str, yes: bool, as_json: bool) -> None:
    """Delete a set: campaigns that chose it choose from all then."""
    ctx = doors.context()
    found = dispositions.get_set(ctx, ref)
    question = Says("Delete {name}? {count} {count:campaign chooses|campaigns choose} from all.")
    sure(question.of(name=found.set.name, count=found.campaigns), yes)
    done = dispositions.delete_set(ctx, found.set.id)
    if as_json:
        print_json(dispositions.shown_set(done))
    else:
        click.echo(f"{done.set.name}: deleted")


def _tell_set(one: SetStanding, as_json: bool) -> None:
    if as_json:
        print_json(dispositions.shown_set(one))
    else:
        click.echo(f"{one.set.id}  {one.set.name}: {', '.join(one.set.keys)}")


COMMANDS = (disposition,)
