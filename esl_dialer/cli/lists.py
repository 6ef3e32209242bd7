"""``esl-dialer import``, ``cancel-import`` and ``audio ...``."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click

from esl_dialer.cli.options import campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import Exit, json_option, print_json, print_table
from esl_dialer.core.lists.layout import Needs
from esl_dialer.core.lists.mappings import KeptMapping
from esl_dialer.core.lists.reading_plan import Options
from esl_dialer.core.lists.sheets import HiddenRows
from esl_dialer.core.says import shape
from esl_dialer.core.text.counts import counted
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.law import message_check
from esl_dialer.services.lists import cancelling, fetching, loading, mappings
from esl_dialer.services.lists.importing import Progress
from esl_dialer.services.speech import audio, audio_cleanup

C = TypeVar("C", bound=Callable[..., Any])

_OF_A_FILE = (
    click.argument(
        "file",
        type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
        required=False,
    ),
    click.option("--address", default="", help="Of a file on the web, in place of FILE."),
    click.option("--name", default="", help="The list's name; the file's name by default."),
    click.option(
        "--duplicates",
        type=click.Choice(["skip", "overwrite"]),
        default="skip",
        help="Of accounts that are there already.",
    ),
    click.option(
        "--account-zeros",
        type=click.Choice(["ignore", "keep"]),
        default="ignore",
        help="Whether zeros in front, or .0 at its end, make another account of the same name.",
    ),
    click.option(
        "--same-person",
        type=click.Choice(["keep", "skip"]),
        default="keep",
        help="Of people, by name and a number, who are there under another account.",
    ),
    click.option(
        "--replace",
        "replaces",
        is_flag=True,
        help="In place of those who were never dialed: they go first.",
    ),
    click.option("--sheet", default="", help="A workbook's sheet; else the first with a header."),
    click.option(
        "--hidden-rows",
        type=click.Choice(["import", "leave-out"]),
        help="Rows that a workbook hides. Asked on a terminal, else left out.",
    ),
    click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="HEADER=FIELD",
        help="What a column is, by its header or number; again for others."
        " FIELD custom: kept beside.",
    ),
    click.option("--start-row", type=click.IntRange(1), help="The line at which the list begins."),
    click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="Of 03/04/2026."),
    click.option(
        "--needs",
        type=click.Choice(list(Needs)),
        help="The guide's columns, or an account and a phone (where columns are mapped by hand).",
    ),
    click.option(
        "--mapping", default="", help="A kept mapping, of which the file has to be; else by itself."
    ),
    click.option(
        "--keep-mapping",
        default="",
        metavar="NAME",
        help="Keep what its columns are, under a name.",
    ),
    click.option(
        "--source-status",
        default="",
        metavar="STATUS",
        help="Of all people of whom the file says none.",
    ),
)


def of_a_file(call: C) -> C:
    """The file, and what is said of it."""
    for option in reversed(_OF_A_FILE):
        call = option(call)
    return call


@click.command("import")
@campaign_argument
@of_a_file
@json_option
@click.pass_obj
def import_(
    doors: Ports, /, ref: str, file: Path | None, address: str, as_json: bool, **how: Any
) -> None:
    """Add a list's good rows to a campaign; its bad rows are told by line, column and reason.

    FILE - is what comes in on standard input.
    """
    read_in(doors, ref, file, address, as_json=as_json, **how)


def read_in(
    doors: Ports, ref: str | None, file: Path | None, address: str, *, as_json: bool, **how: Any
) -> None:
    """Into a campaign, or ``into`` a list that stands apart: to its end."""
    told = None if as_json or not sys.stderr.isatty() else _so_far
    options = _options(how)
    ask = _ask_of_hidden if is_asked() and not as_json else _unsaid
    if (file is None) == (not address):
        raise click.UsageError("give a FILE, or an --address")
    ctx = doors.context()
    with _readable(file) if file else fetching.fetched_here(ctx, address, doors.download) as path:
        how |= {"address": address, "options": options, "ask": ask, "progress": told}
        done = loading.load(ctx, ref, path, **how)
    if told:
        click.echo(err=True)
    if as_json:
        print_json(loading.shown(done))
    else:
        _tell(done)
    if done.progress.status != "done":
        sys.exit(Exit.FAILED)


@click.command("cancel-import")
@campaign_argument
@click.argument("number", type=int, metavar="LIST", required=False)
@json_option
@click.pass_obj
def cancel_import(doors: Ports, ref: str, number: int | None, as_json: bool) -> None:
    """End imports that are under way: one list, by its number, or all of the campaign.

    What they brought in stays. The same file may be imported again: it goes on as duplicates.
    """
    ctx = doors.context()
    numbers = [number] if number else [one.id for one in cancelling.under_way(ctx, ref)]
    done = [cancelling.cancel(ctx, ref, one) for one in numbers]
    if as_json:
        print_json([{"list": one.id, "name": one.name, "good": one.rows_good} for one in done])
        return
    for one in done:
        stay = counted(one.rows_good, "record")
        click.echo(f"list {one.id}, {quoted(one.name)}: cancelled; {stay} of it kept")
    if not done:
        click.echo("nothing is being imported")


def _options(how: dict[str, Any]) -> Options:
    """What is said about the file, taken out of all that is said."""
    return Options(
        sheet=how.pop("sheet"),
        hidden_rows=(how.pop("hidden_rows") or "").replace("-", "_"),
        columns=dict(map(_column, how.pop("columns"))),
        start_row=how.pop("start_row") or 0,
        date_order=how.pop("date_order") or "",
        mapping=how.pop("mapping"),
        needs=how.pop("needs") or "",
        source_status=how.pop("source_status"),
    )


def _column(text: str) -> tuple[str, str]:
    header, equals, field = text.rpartition("=")
    if not equals:
        raise click.BadParameter(f"{text!r} is no HEADER=FIELD", param_hint="--column")
    return header, field


@contextmanager
def _readable(file: Path) -> Iterator[Path]:
    """The file, or what comes in on standard input, as a file that is gone afterwards."""
    if str(file) != "-":
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="esl-dialer-") as folder:
        path = Path(folder) / "standard input.csv"
        with path.open("wb") as target:
            shutil.copyfileobj(click.get_binary_stream("stdin"), target)
        yield path


def is_asked() -> bool:
    """Whether someone is there to answer."""
    return sys.stdin.isatty()


def _ask_of_hidden(count: int) -> HiddenRows:
    question = f"{counted(count, 'row')} of the sheet do not show in it. Import them too?"
    return HiddenRows.IMPORT if click.confirm(question, err=True) else HiddenRows.LEAVE_OUT


def _unsaid(_: int) -> HiddenRows:
    return HiddenRows.UNSAID


def _so_far(progress: Progress) -> None:
    of = f" of about {progress.rows_total}" if progress.rows_total else ""
    click.echo(f"\r{progress.rows_read}{of} rows ", nl=False, err=True)


def _tell(done: loading.Loaded) -> None:
    p = done.progress
    again = " (this file was imported before: nothing was added)" if done.repeated else ""
    click.echo(
        f"list {p.list_id}: {counted(p.rows_read, 'row')}, {p.rows_good} good, {p.rows_bad} bad, "
        f"{p.rows_duplicate} duplicate{again}"
    )
    if p.rows_removed or p.rows_stay:
        gone, stay = counted(p.rows_removed, "record"), p.rows_stay
        click.echo(f"  in place of {gone} that {_were(p.rows_removed)} never dialed; {stay} stay")
    if p.rows_overwritten:
        click.echo(f"  {counted(p.rows_overwritten, 'record')} took the values of their rows")
    for told in _likenesses(p):
        click.echo(f"  {told}", err=True)
    if p.stops:
        by_reason = ", ".join(
            f"{count} {reason.replace('_', ' ')}" for reason, count in p.stops.items()
        )
        told = counted(sum(p.stops.values()), "row")
        click.echo(f"  not to be called, as the list says: {told} ({by_reason})")
    for doubt in done.doubts:
        about = f"column {quoted(doubt.header)}: " if doubt.header else ""
        click.echo(f"  {about}{doubt.reason}", err=True)
    for problem in done.problems:
        column = f", {problem.column}" if problem.column else ""
        told = f"{quoted(problem.value)}: {problem.reason}"
        click.echo(f"  line {problem.line}{column}: {told}", err=True)
    if p.error:
        click.echo(f"esl-dialer: the import failed: {p.error}", err=True)
    elif p.status != "done":
        click.echo("esl-dialer: the import was cancelled before its end", err=True)


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _likenesses(progress: Progress) -> Iterator[str]:
    if count := progress.rows_alike:
        yield f"{counted(count, 'row')}: the account is there with other zeros (--account-zeros)"
    if count := progress.rows_same_person:
        yield f"{counted(count, 'row')}: the person is there under another account (--same-person)"


@click.group("mapping")
def mapping_group() -> None:
    """What columns of lists are, as it was said once and kept (import --keep-mapping)."""


@mapping_group.command("list")
@json_option
@click.pass_obj
def every_mapping(doors: Ports, as_json: bool) -> None:
    """The kept mappings, each with its columns."""
    found = mappings.every(doors.context())
    if as_json:
        print_json([_shown_mapping(one) for one in found])
        return
    rows = [
        (one.id, one.name, ", ".join(f"{header}={choice}" for header, choice in one.columns))
        for one in found
    ]
    print_table(("ID", "NAME", "COLUMNS"), rows, "no mapping is kept")


@mapping_group.command()
@click.argument("number", type=int, metavar="ID")
@json_option
@click.pass_obj
def forget(doors: Ports, number: int, as_json: bool) -> None:
    """Forget a mapping: lists of its header row are recognised anew."""
    done = mappings.forget(doors.context(), number)
    if as_json:
        print_json(_shown_mapping(done))
    else:
        click.echo(f"{done.name}: forgotten")


def _shown_mapping(one: KeptMapping) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    columns = [{"header": header, "choice": choice} for header, choice in one.columns]
    told: dict[str, Any] = {"id": one.id, "name": one.name, "columns": columns}
    return told | {"date_order": one.date_order, "needs": one.needs}


@click.group("audio")
def audio_group() -> None:
    """Speak a campaign's messages."""


@audio_group.command()
@campaign_argument
@click.option("--all", "everything", is_flag=True, help="Regenerate all, not only what is new.")
@json_option
@click.pass_obj
def generate(doors: Ports, ref: str, everything: bool, as_json: bool) -> None:
    """Generate audio for records without any; waits until it is done."""
    ctx = doors.context()
    campaign = campaigns.get(ctx, ref)
    if told := message_check.told(ctx, campaign):
        click.echo(str(told), err=True)
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


@audio_group.command()
@campaign_argument
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@json_option
@click.pass_obj
def failed(doors: Ports, ref: str, limit: int, as_json: bool) -> None:
    """The records that could not be spoken, and why.

    Mend the text (audio generate speaks them again), the list (import --duplicates overwrite), or
    take them out (campaign remove-accounts).
    """
    ctx = doors.context()
    found = audio.progress(ctx, campaigns.get(ctx, ref).id, errors=limit)
    if as_json:
        print_json(
            [{"account": account, "reason": str(reason)} for account, reason in found.errors]
        )
        return
    print_table(("ACCOUNT", "WHY"), found.errors, "every record that was tried could be spoken")
    if found.failed > len(found.errors):
        click.echo(f"{found.failed - len(found.errors)} more: --limit", err=True)


@audio_group.command()
@campaign_argument
@json_option
@click.pass_obj
def stop(doors: Ports, ref: str, as_json: bool) -> None:
    """Stop generating after the batch under way; what is made is kept."""
    ctx = doors.context()
    campaign = campaigns.get(ctx, ref)
    stopping = audio.stop_audio(ctx, campaign.id)
    if as_json:
        print_json({"stopping": stopping})
    else:
        told = "stops after this batch" if stopping else "nothing is being generated"
        click.echo(f"{campaign.name}: {told}")


@audio_group.command()
@campaign_argument
@click.argument("account", required=False)
@json_option
@click.pass_obj
def preview(doors: Ports, ref: str, account: str | None, as_json: bool) -> None:
    """What a record will hear, as text; the campaign's first record by default."""
    ctx = doors.context()
    found = audio.preview(ctx, campaigns.get(ctx, ref).id, account)
    if as_json:
        print_json(shape(found))
    else:
        click.echo(f"{found.account}, about {found.seconds:g} s: {', '.join(found.voices)}")
        if found.confirmation:
            click.echo(f"first: {found.confirmation}")
        click.echo(str(found.error) or found.spoken)
    if found.error:
        sys.exit(Exit.FAILED)


@audio_group.command()
@json_option
@click.pass_obj
def cleanup(doors: Ports, as_json: bool) -> None:
    """Delete audio that nobody needs: stale, orphaned, unfinished."""
    done = audio_cleanup.clean_up(doors.context(), doors.trim_audio_cache)
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(f"deleted: {done.stale} stale, {done.orphaned} orphaned, {done.cached} cached")


COMMANDS = (import_, cancel_import, mapping_group, audio_group)
