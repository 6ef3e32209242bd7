"""``esl-dialer law check`` and ``rules``: what the law of a place says, without a database."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from esl_dialer.cli.law import law
from esl_dialer.cli.law_packs import text_of
from esl_dialer.cli.show import json_line, json_option, print_json
from esl_dialer.core.law import case_file, cases
from esl_dialer.core.law.law import Law
from esl_dialer.core.law.pack_reader import Rejected, read_pack
from esl_dialer.core.law.rules import LawRule
from esl_dialer.core.law.shipped import shipped_law, shipped_packs
from esl_dialer.core.law.shown import shown_rule, shown_verdict
from esl_dialer.core.words import Caller, CallKind

pack_option = click.option(
    "--pack",
    "packs",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A pack of rules beside the shipped ones (TOML); one of a shipped file's name replaces "
    "that. May be said several times.",
)


@law.command()
@click.option("--province", default="", help="A province or state, by code or name.")
@click.option("--postal", "postal_code", default="", help="A postal code, or its first three.")
@click.option("--phone", default="", help="A phone number: +18075550100.")
@click.option("--caller", default=Caller.AGENCY.value, show_default=True, help=", ".join(Caller))
@click.option(
    "--call", default=CallKind.RECORDED.value, show_default=True, help=", ".join(CallKind)
)
@click.option("--at", default="", metavar="INSTANT", help="2026-11-22T18:30Z; now unless told.")
@click.option(
    "--file",
    "file",
    type=click.File(encoding="utf-8", errors="replace"),
    help="Many cases, one a line with tabs between (province, postal_code, phone, caller, call, "
    "instant_utc); one JSON line each, in order. - is standard input.",
)
@pack_option
@json_option
@click.pass_obj
def check(
    doors: Any,
    province: str,
    postal_code: str,
    phone: str,
    caller: str,
    call: str,
    at: str,
    file: Any,
    packs: tuple[Path, ...],
    as_json: bool,
) -> None:
    """May this call be made at that instant; if not, which rule stands against it.

    Needs no database. Where nothing but the number is known, its place is what the number tells.
    """
    known = law_with(packs)
    if file is not None:
        if any((province, postal_code, phone, at)):
            raise click.UsageError("a file says the cases: leave the other options out")
        _answer_all(known, file)
        return
    told = {
        "province": province, "postal_code": postal_code, "phone": phone, "caller": caller,
        "call": call, "instant_utc": at or doors.unopened().now().isoformat(),
    }  # fmt: skip
    try:
        verdict = cases.decide(known, cases.read_case(told))
    except cases.Unreadable as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        print_json(shown_verdict(verdict))
        return
    _tell(verdict)


def _tell(verdict: cases.Verdict) -> None:
    click.echo(f"{verdict.verdict}  in {', '.join(verdict.zones) or 'no zone'}")
    if verdict.rule:
        click.echo(f"  {verdict.text} [{verdict.rule}]")
    if (rule := verdict.found) is not None:
        click.echo(f"  {rule.citation} ({rule.basis}, as of {rule.as_of})")
    if verdict.rule:
        opens = verdict.next_allowed
        click.echo(f"  next: {opens.isoformat(timespec='seconds') if opens else 'never'}")


def _answer_all(known: Law, lines: Any) -> None:
    written = sys.stdout
    bad = 0
    for answer in case_file.answers(known, lines):
        bad += "error" in answer
        written.write(f"{json_line(answer)}\n")
    written.flush()
    if bad:
        click.echo(f"{bad} {'line' if bad == 1 else 'lines'} could not be read", err=True)


@law.command()
@click.option("--province", default="", help="Those that hold there; all unless told.")
@pack_option
@json_option
def rules(province: str, packs: tuple[Path, ...], as_json: bool) -> None:
    """The rules in force, with what they stand on.

    Needs no database: they are told as they are shipped.
    """
    known = law_with(packs)
    found = known.rules_in(_jurisdiction(province)) if province else known.rules
    if as_json:
        print_json([shown_rule(rule) for rule in found])
        return
    for line in _told_rules(found):
        click.echo(line)


def _jurisdiction(province: str) -> str:
    try:
        return cases.jurisdiction_of(province)
    except cases.Unreadable as error:
        raise click.UsageError(str(error)) from None


def _told_rules(found: tuple[LawRule, ...]) -> Iterator[str]:
    for rule in found:
        who = f"{', '.join(sorted(rule.callers))}; {', '.join(sorted(rule.calls))}"
        yield f"{rule.id}  {rule.effect if rule.asked else 'not asked yet'}  ({who})"
        yield f"  {rule.en}"
        yield f"  {rule.citation} ({rule.basis}, as of {rule.as_of}; {rule.source})"


def law_with(files: tuple[Path, ...]) -> Law:
    """The shipped rules, and those of these files."""
    if not files:
        return shipped_law()
    try:
        added = {path.name: read_pack(path.name, text_of(path)) for path in files}
        kept = [pack for pack in shipped_packs() if pack.file not in added]
        law = Law([*kept, *added.values()])
        if faults := law.topic_faults():
            raise Rejected(faults)
        return law
    except Rejected as error:
        raise click.UsageError(str(error)) from None
