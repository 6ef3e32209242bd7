"""``esl-dialer import`` and ``esl-dialer audio ...``."""

import sys
from pathlib import Path

import click

from esl_dialer.cli.doors import Doors
from esl_dialer.cli.show import Exit, json_option, print_json
from esl_dialer.services import audio, campaigns, loading


@click.command("import")
@click.argument("ref", metavar="CAMPAIGN")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", default="", help="The list's name; the file's name by default.")
@click.option("--duplicates", type=click.Choice(["skip", "overwrite"]), default="skip")
@json_option
@click.pass_obj
def import_(doors: Doors, ref: str, file: Path, name: str, duplicates: str, as_json: bool) -> None:
    """Add a list's good rows to a campaign; its bad rows are told by line, column and reason."""
    done = loading.load(doors.context(), ref, file, name=name, duplicates=duplicates)
    if as_json:
        print_json(loading.shown(done))
    else:
        _tell(done)
    if done.progress.status != "done":
        sys.exit(Exit.FAILED)


def _tell(done: loading.Loaded) -> None:
    p = done.progress
    again = " (this file was imported before: nothing was added)" if done.repeated else ""
    click.echo(
        f"list {p.list_id}: {p.rows_read} rows, {p.rows_good} good, {p.rows_bad} bad, "
        f"{p.rows_duplicate} duplicate{again}"
    )
    for problem in done.problems:
        click.echo(
            f"  line {problem.line}, {problem.column}: {problem.value!r}: {problem.reason}",
            err=True,
        )
    if p.error:
        click.echo(f"esl-dialer: the import failed: {p.error}", err=True)


@click.group("audio")
def audio_group() -> None:
    """Speak a campaign's messages."""


@audio_group.command()
@click.argument("ref", metavar="CAMPAIGN")
@click.option("--all", "everything", is_flag=True, help="Regenerate all, not only what is new.")
@json_option
@click.pass_obj
def generate(doors: Doors, ref: str, everything: bool, as_json: bool) -> None:
    """Generate audio for records without any; waits until it is done."""
    ctx = doors.context()
    campaign = campaigns.get(ctx, ref)
    job = audio.request_audio(ctx, campaign.id, "all" if everything else "new")
    done = failed = total = 0
    for done, failed, total in doors.generate_audio(ctx, job):
        if not as_json and sys.stderr.isatty():
            click.echo(f"\r{done + failed} of {total}", nl=False, err=True)
    if as_json:
        print_json({"job": job, "done": done, "failed": failed, "total": total})
    else:
        click.echo(f"audio of {campaign.name}: {done} spoken, {failed} failed, of {total}")
    if failed:
        sys.exit(Exit.FAILED)


COMMANDS = (import_, audio_group)
