"""``esl-dialer law lint``: what the law says of a message, of a file or of a campaign."""

from pathlib import Path
from typing import Any

import click

from esl_dialer.cli.law import law
from esl_dialer.cli.law_cases import law_with, pack_option
from esl_dialer.cli.law_packs import text_of
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.law import cases
from esl_dialer.core.law.lint import Finding, Occasion, heard, lint, script_of, shown_finding
from esl_dialer.core.speech.templates import TemplateError
from esl_dialer.core.words import Caller, CallKind, CampaignKind, Language
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.law import message_check

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@law.command("lint")
@click.argument("file", type=_FILE, required=False)
@click.option("--campaign", "ref", help="A campaign's texts, for the people whom it has.")
@click.option("--province", default="", help="Where it is heard: a province or state.")
@click.option("--caller", default=Caller.AGENCY.value, show_default=True, help=", ".join(Caller))
@click.option(
    "--call", default=CallKind.RECORDED.value, show_default=True, help=", ".join(CallKind)
)
@click.option("--kind", type=click.Choice([*CampaignKind]), default=CampaignKind.MD.value)
@click.option("--language", type=click.Choice([*Language]), default=Language.EN.value)
@click.option("--other", type=_FILE, help="The text of the other language, heard too in Quebec.")
@click.option("--right-party", is_flag=True, help="They confirmed first who they are.")
@click.option("--at", default="", metavar="INSTANT", help="2026-11-22T18:30Z; now unless told.")
@pack_option
@json_option
@click.pass_obj
def lint_command(
    doors: Any,
    file: Path | None,
    ref: str | None,
    province: str,
    caller: str,
    call: str,
    kind: str,
    language: str,
    other: Path | None,
    right_party: bool,
    at: str,
    packs: tuple[Path, ...],
    as_json: bool,
) -> None:
    """What in a message breaks a rule of law: the rule, and the words.

    FILE holds a text, as a template. It needs no database; --campaign does.
    """
    if ref is not None and file is None:
        _of_campaign(doors, ref, as_json)
        return
    if ref is not None or file is None:
        raise click.UsageError("say a file or --campaign")
    text, second = text_of(file), text_of(other) if other else ""
    words = (CampaignKind(kind), Language(language), text, second)
    script = script_of(*words, right_party=right_party)
    try:
        place = cases.jurisdiction_of(province)
        day = cases.instant(at or doors.unopened().now().isoformat()).date()
        occasion = Occasion(place, cases.caller_of(caller), cases.call_of(call), day)
        found = lint(law_with(packs), heard(script, place, {}), occasion)
    except (cases.Unreadable, TemplateError) as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        print_json([shown_finding(one) for one in found])
        return
    for one in found:
        _tell(one, str(one.rule.effect))
    if not found:
        click.echo("no rule speaks against it")


def _of_campaign(doors: Any, ref: str, as_json: bool) -> None:
    ctx = doors.context()
    found = message_check.of_campaign(ctx, campaigns.get(ctx, ref))
    if as_json:
        print_json(
            [
                shown_finding(one.finding) | {"effect": str(one.effect), "records": one.records}
                for one in found
            ]
        )
        return
    for one in found:
        _tell(one.finding, f"{one.effect}, {one.records} records")
    if not found:
        click.echo("no rule speaks against it")


def _tell(finding: Finding, what: str) -> None:
    rule = finding.rule
    click.echo(f"{rule.id}  {what}: {finding.says}")
    click.echo(f"  {rule.en}")
    click.echo(f"  {rule.citation} ({rule.basis}, as of {rule.as_of}; {rule.source})")
