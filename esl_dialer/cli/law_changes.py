"""``esl-dialer law change``, ``add``, ``remove``, ``added`` and ``hours``: the rules here."""

from pathlib import Path
from typing import Any

import click

from esl_dialer.cli.law import law
from esl_dialer.cli.law_packs import text_of
from esl_dialer.cli.options import campaign_argument
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.law.shown import shown_rule
from esl_dialer.core.says import shape
from esl_dialer.core.text.clock_times import clock
from esl_dialer.services.law import decisions, hours_map
from esl_dialer.services.law import law as service
from esl_dialer.services.law.decisions import shown_decided
from esl_dialer.services.people.consents import shown


@law.command()
@click.argument("rule")
@click.argument("effect", type=click.Choice(["block", "warn", "off", "as-its-pack"]))
@click.option("--reason", default="", help="Why: it is kept, and told beside the rule.")
@json_option
@click.pass_obj
def change(doors: Any, rule: str, effect: str, reason: str, as_json: bool) -> None:
    """Let a rule block, warn or be off in this installation.

    Says how many records that may still be called it binds.
    """
    done = service.change(doors.context(), rule, effect.replace("as-its-pack", ""), reason)
    if as_json:
        print_json({"rule": shown_rule(done.rule), "binds": done.binds})
        return
    count = "1 record" if done.binds == 1 else f"{done.binds} records"
    click.echo(f"{done.rule.id}: {done.rule.effect}; it binds {count} that may still be called")


@law.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reason", required=True, help="Why: it is kept.")
@json_option
@click.pass_obj
def add(doors: Any, file: Path, reason: str, as_json: bool) -> None:
    """Take a pack of rules beside the shipped ones, in this installation.

    One of a shipped file's name takes its place.
    """
    made = service.add_pack(doors.context(), file.name, text_of(file), reason)
    if as_json:
        print_json({"file": made.file, "jurisdiction": made.jurisdiction,
                    "version": made.version, "rules": len(made.rules)})  # fmt: skip
        return
    click.echo(f"{made.file}: {len(made.rules)} rules of {made.en}, {made.version}")


@law.command()
@click.argument("file")
@click.option("--reason", required=True, help="Why: it is kept.")
@click.pass_obj
def remove(doors: Any, file: str, reason: str) -> None:
    """Take away a pack that was added in this installation.

    Where it took the place of a shipped one, that one holds again.
    """
    service.remove_pack(doors.context(), file, reason)
    click.echo(f"{file}: removed")


@law.command()
@json_option
@click.pass_obj
def added(doors: Any, as_json: bool) -> None:
    """The packs that were added in this installation, and whether they are in force."""
    found = service.added_packs(doors.context())
    if as_json:
        print_json([shape(one) | {"outdated": one.outdated} for one in found])
        return
    for one in found:
        click.echo(f"{one.file}  {one.version or 'unreadable'}  ({one.set_by}: {one.reason})")
        if one.unfit:
            click.echo(f"  not in force, and nobody is called until it is: {one.unfit}")
        if one.outdated:
            click.echo(f"  takes the place of a shipped pack that is newer: {one.replaces}")


@law.command()
@campaign_argument
@json_option
@click.pass_obj
def hours(doors: Any, ref: str, as_json: bool) -> None:
    """Where a campaign's records may be called now and in the next seven days, and why not."""
    found = hours_map.hours_map(doors.context(), ref)
    if as_json:
        print_json(shape(found))
        return
    for place in (its for one in found for its in (one, *one.types)):
        where = f"{'+'.join(place.laws) or 'no law'} {place.clock or 'no zone'}"
        where += f", about so many at {place.kind} phones" if place.kind else ""
        click.echo(f"{place.records:8} {where}: {_now(place)}")
        for day in place.days:
            spans = " ".join(f"{clock(start)}-{clock(end)}" for start, end in day.spans)
            click.echo(f"         {day.day:%a %Y-%m-%d} {spans or 'closed'}")


def _now(place: hours_map.PlaceHours) -> str:
    if place.reason is None:
        until = place.until.isoformat(timespec="minutes") if place.until else "further notice"
        return f"open until {until}"
    then = place.opens.isoformat(timespec="minutes") if place.opens else "never"
    return f"closed until {then}: {place.reason.text}"


@law.command()
@click.argument("attempt_id", metavar="ATTEMPT")
@json_option
@click.pass_obj
def attempt(doors: Any, attempt_id: str, as_json: bool) -> None:
    """By what one call was let through: rules, versions, zones. ATTEMPT is the call's ID."""
    found = decisions.of_attempt(doors.context(), attempt_id)
    told = shown_decided(found.decided)
    if as_json:
        rules = [
            {
                "id": one.id, "version": one.version, "warned": one.warned, "count": one.count,
                "lifted_by": shape(shown(one.lifted_by)) if one.lifted_by else None,
            }
            for one in found.rules
        ]  # fmt: skip
        print_json(told | {"claimed_at": told["claimed_at"].isoformat(), "rules": rules})
        return
    at = found.decided.claimed_at.isoformat(timespec="seconds")
    click.echo(f"{told['attempt']}  {told['number']}  {at}")
    if found.decided.decision is None:
        click.echo("  no rule was asked")
        return
    click.echo(f"  {told['caller']}, {told['call']}; in {', '.join(told['zones'])}")
    click.echo(f"  zone data {told['zone_data']}, rules {told['edition']}")
    for one in found.rules:
        warned = "  warned" if one.warned else ""
        counted = "" if one.count is None else f"  counted {one.count}"
        click.echo(f"  {one.id}  {one.version}{counted}{warned}")
        if one.rule:
            click.echo(f"    {one.rule.en}")
        if given := one.lifted_by:
            why = given.why or str(given.source)
            click.echo(f"    lifted by consent {given.id}, {given.form}: {why}")
