"""``esl-dialer filter``: whom campaigns call, by what stands in columns."""

import json
from pathlib import Path
from typing import Any

import click

from esl_dialer.cli.options import sure, yes_option
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.lists.filter_words import told
from esl_dialer.core.lists.filters import to_json
from esl_dialer.core.says import Says
from esl_dialer.services.errors import Invalid
from esl_dialer.services.lists import filters
from esl_dialer.services.lists.filters import Filter, Tried

NO_JSON = Says("not JSON: {error}")


def _expression(text: str) -> Any:
    """JSON, or the name of a file of it after an @. Raises Invalid."""
    try:
        written = Path(text[1:]).read_text("utf-8") if text.startswith("@") else text
        return json.loads(written)
    except (OSError, ValueError, RecursionError) as error:
        raise Invalid({"expression": NO_JSON.of(error=str(error))}) from None


filter_argument = click.argument("ref", metavar="FILTER")


@click.group("filter")
def filter_() -> None:
    """Filters on columns: a campaign that chose one calls only whom it means.

    EXPRESSION is JSON, or @FILE:
    '{"all": [{"column": "balance", "test": "greater", "value": "100"}]}'
    """


@filter_.command("list")
@json_option
@click.pass_obj
def list_(doors: Ports, as_json: bool) -> None:
    """All filters, by name."""
    found = filters.every(doors.context())
    if as_json:
        print_json([_shown(one) for one in found])
        return
    print_table(
        ("ID", "NAME", "MEANS"),
        [(one.id, one.name, str(told(one.group))) for one in found],
        "no filters: esl-dialer filter create NAME EXPRESSION",
    )


@filter_.command()
@click.argument("name")
@click.argument("expression")
@json_option
@click.pass_obj
def create(doors: Ports, name: str, expression: str, as_json: bool) -> None:
    """Keep a filter under a name."""
    _tell(filters.create(doors.context(), name, _expression(expression)), as_json)


@filter_.command()
@filter_argument
@json_option
@click.pass_obj
def show(doors: Ports, ref: str, as_json: bool) -> None:
    """One filter, in words and as JSON."""
    _tell(filters.get(doors.context(), ref), as_json)


@filter_.command()
@filter_argument
@click.option("--name", help="Another name.")
@click.option("--expression", help="Other conditions: JSON, or @FILE.")
@json_option
@click.pass_obj
def change(doors: Ports, ref: str, name: str | None, expression: str | None, as_json: bool) -> None:
    """Change a filter; campaigns that chose it go by it at once."""
    sent = None if expression is None else _expression(expression)
    _tell(filters.change(doors.context(), ref, name=name, expression=sent), as_json)


@filter_.command()
@filter_argument
@yes_option
@json_option
@click.pass_obj
def delete(doors: Ports, ref: str, yes: bool, as_json: bool) -> None:
    """Delete a filter. Refused while an active or paused campaign uses it."""
    ctx = doors.context()
    asked = filters.deletable(ctx, ref)
    question = Says("Delete {name}? {count} {count:campaign loses|campaigns lose} it.")
    sure(question.of(name=asked.filter.name, count=len(asked.losing)), yes)
    done = filters.delete(ctx, asked.filter.id)
    if as_json:
        print_json({"filter": _shown(done.filter), "losing": list(done.losing)})
    else:
        click.echo(f"{done.filter.name}: deleted")


@filter_.command()
@click.argument("campaign", metavar="CAMPAIGN")
@click.option("--filter", "ref", help="A filter that is kept, by name or number.")
@click.option("--expression", help="Conditions: JSON, or @FILE.")
@json_option
@click.pass_obj
def test(
    doors: Ports, campaign: str, ref: str | None, expression: str | None, as_json: bool
) -> None:
    """How many of a campaign's records a filter means now, and the first fifty."""
    if (ref is None) == (expression is None):
        raise click.UsageError("give either --filter or --expression")
    ctx = doors.context()
    sent = to_json(filters.get(ctx, ref).group) if ref is not None else _expression(str(expression))
    tried = filters.test(ctx, campaign, sent)
    if as_json:
        print_json(_tried(tried))
        return
    click.echo(f"{tried.matching} of {tried.records}: {tried.sentence}")
    if tried.people:
        rows = [(*one.cells, one.status) for one in tried.people]
        print_table((*(title.upper() for title in tried.columns), "STATUS"), rows, "")


def _tell(one: Filter, as_json: bool) -> None:
    if as_json:
        print_json(_shown(one))
        return
    click.echo(f"{one.id}  {one.name}: {told(one.group)}")
    click.echo(json.dumps(to_json(one.group), ensure_ascii=False))


def _shown(one: Filter) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "expression": to_json(one.group),
        "sentence": str(told(one.group)),
        "created_at": one.created_at,
        "created_by": one.created_by,
        "updated_at": one.updated_at,
    }


def _tried(tried: Tried) -> dict[str, Any]:
    return {
        "campaign": tried.campaign,
        "matching": tried.matching,
        "records": tried.records,
        "sentence": str(tried.sentence),
        "columns": list(tried.columns),
        "people": [
            {"record": one.record, "status": one.status, "cells": list(one.cells)}
            for one in tried.people
        ],
    }


COMMANDS = (filter_,)
