"""``esl-dialer campaign start|pause|stop|complete|reset|archive|delete|...``, ``stop-all``."""

from dataclasses import asdict
from typing import TextIO

import click

from esl_dialer.cli.campaign import campaign
from esl_dialer.cli.options import campaign_argument, campaigns_argument, sure, yes_option
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import Exit, json_option, print_json
from esl_dialer.core.calls.restored import Word
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.says import Says
from esl_dialer.core.text.counts import counted, records
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import RecordStatus, RunState
from esl_dialer.services.campaigns import campaigns, editing, rerunning, several, stop_everything
from esl_dialer.services.campaigns.several import Act, Told
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Refused
from esl_dialer.services.lists import cancelling
from esl_dialer.services.people import removing_accounts
from esl_dialer.services.system import restored


def _simple(act: Act, help_text: str) -> None:
    """A command that does one thing to a campaign and tells its state; or to several, and tells
    each what happened."""

    @campaign.command(str(act), help=help_text)
    @campaigns_argument
    @json_option
    @click.pass_obj
    def command(doors: Ports, refs: tuple[str, ...], as_json: bool) -> None:
        ctx = doors.context()
        if len(refs) > 1:
            _tell_each(several.act(ctx, act, refs), as_json)
        else:
            _tell_one(ctx, several.do(ctx, act, refs[0]), as_json)


def _tell_one(ctx: Context, done: Campaign, as_json: bool) -> None:
    if as_json:
        print_json(campaigns.shown(campaigns.standing(ctx, done.id)))
    else:
        shelf = ", archived" if done.archived_at else ""
        click.echo(f"{done.name}: {done.run_state}{shelf}")


def _tell_each(told: tuple[Told, ...], as_json: bool) -> None:
    """Those that could not be done on standard error; then the exit code is that of a refusal."""
    if as_json:
        print_json([several.shown(one) for one in told])
    for one in () if as_json else told:
        click.echo(f"{one.name}: {one.says}", err=one.refused)
    if any(one.refused for one in told):
        raise SystemExit(Exit.REFUSED)


_simple(Act.START, "Begin or resume dialing.")
_simple(Act.PAUSE, "No new calls; calls in progress continue.")
_simple(Act.STOP, "Stop; start it again later to continue where it left off.")


@campaign.command()
@campaigns_argument
@yes_option
@json_option
@click.pass_obj
def complete(doors: Ports, refs: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Mark complete: calls in progress continue; what was not dialed becomes no_attempt."""
    ctx = doors.context()
    if len(refs) > 1:
        names = ", ".join(repr(campaigns.get(ctx, ref).name) for ref in refs)
        sure(Says("complete {name}?", name=names), yes)
        _tell_each(several.act(ctx, Act.COMPLETE, refs), as_json)
        return
    (ref,) = refs
    before = campaigns.standing(ctx, ref)
    question = Says(
        "complete {name}, with {records} not dialed or to be called again?",
        name=before.campaign.name,
        records=records(before.waiting),
    )
    if before.campaign.run_state is not RunState.COMPLETED:
        sure(question, yes)
    done = campaigns.standing(ctx, campaigns.complete(ctx, ref).id)
    if as_json:
        print_json(campaigns.shown(done))
        return
    undialed = done.statuses.get(RecordStatus.NO_ATTEMPT, 0)
    click.echo(f"{done.campaign.name}: {done.campaign.run_state}, {undialed} not dialed")


@campaign.command("go-on")
@campaign_argument
@click.option(
    "--unknown",
    "word",
    type=click.Choice([str(word) for word in Word]),
    help="What becomes of records that may have been called: they count as called, wait until "
    "tomorrow, or may be dialed.",
)
@yes_option
@json_option
@click.pass_obj
def go_on(doors: Ports, ref: str, word: str | None, yes: bool, as_json: bool) -> None:
    """Let it dial again after the database was restored."""
    ctx = doors.context()
    count = restored.unknown(ctx, ref)
    if count and word is None:
        raise Refused(
            Says("{records} may have been called", records=records(count)),
            [Says("say --unknown called, tomorrow or dial")],
        )
    chosen = Word(word or Word.CALLED)
    if count and chosen is Word.DIAL:
        sure(Says("dial {records} that may have been called?", records=records(count)), yes)
    done = restored.go_on(ctx, ref, chosen)
    if as_json:
        print_json(restored.shown(done))
    else:
        click.echo(f"{done.campaign}: goes on; {counted(done.records, 'record')} {DEALT[chosen]}")


DEALT = {
    Word.CALLED: "counted as called",
    Word.TOMORROW: "waiting until tomorrow",
    Word.DIAL: "to be dialed that may have been called",
}


_simple(Act.ARCHIVE, "Off the lists; nothing of it is deleted.")
_simple(Act.UNARCHIVE, "Back on the lists.")


@campaign.command()
@campaign_argument
@yes_option
@json_option
@click.pass_obj
def reset(doors: Ports, ref: str, yes: bool, as_json: bool) -> None:
    """Re-queue all its records, attempts counted from zero; what a stop protects stays."""
    ctx = doors.context()
    asked = editing.resettable(ctx, ref)
    if not asked.reasons:
        question = Says(
            "re-queue {records}, {protected} protected?",
            records=records(asked.requeued),
            protected=asked.protected,
        )
        if asked.simulated:
            click.echo(str(editing.NOBODY_PRESSED.of(count=asked.simulated)), err=True)
        sure(question, yes)
    done = editing.reset(ctx, ref)
    if as_json:
        names = ("requeued", "protected", "simulated")
        print_json({name: getattr(done, name) for name in names})
    else:
        click.echo(f"{counted(done.requeued, 'record')} re-queued, {done.protected} protected")


@campaign.command()
@campaign_argument
@yes_option
@json_option
@click.pass_obj
def rerun(doors: Ports, ref: str, yes: bool, as_json: bool) -> None:
    """A new run that dials at once: everybody afresh, but for whom a stop protects."""
    ctx = doors.context()
    asked = rerunning.look(ctx, ref)
    if not asked.reasons:
        question = Says(
            "dial {records} afresh, {protected} protected?",
            records=records(asked.requeued),
            protected=asked.protected,
        )
        sure(question, yes)
    _tell_one(ctx, rerunning.rerun(ctx, ref), as_json)


@campaign.command()
@campaigns_argument
@yes_option
@click.pass_obj
def delete(doors: Ports, refs: tuple[str, ...], yes: bool) -> None:
    """Delete campaigns; people who were called, and their results, are kept for the record."""
    ctx = doors.context()
    names = [campaigns.get(ctx, ref).name for ref in refs]
    for ref in refs:
        for info in cancelling.under_way(ctx, ref):
            told = f"{quoted(info.name)} is still being imported: its import ends here"
            click.echo(told, err=True)
    sure(Says("delete {name}?", name=", ".join(map(repr, names))), yes)
    if len(refs) > 1:
        _tell_each(several.act(ctx, Act.DELETE, refs), as_json=False)
        return
    editing.delete(ctx, refs[0])
    click.echo(f"{names[0]}: deleted")


@campaign.command("remove-accounts")
@campaign_argument
@click.argument("accounts", nargs=-1)
@click.option("--file", type=click.File(encoding="utf-8"), help="One account a line; - is stdin.")
@json_option
@click.pass_obj
def remove_accounts(
    doors: Ports, ref: str, accounts: tuple[str, ...], file: TextIO | None, as_json: bool
) -> None:
    """Take accounts out that were never called; those that were are kept for the reports."""
    pasted = "\n".join(accounts) + "\n" + (file.read() if file else "")
    if not pasted.strip():
        raise click.UsageError("name the accounts, or a --file with them")
    done = removing_accounts.remove(doors.context(), ref, pasted)
    if as_json:
        print_json(asdict(done))
        return
    click.echo(f"{done.removed} removed, {done.kept} kept, {len(done.unknown)} unknown")
    for account in done.unknown[:20]:
        click.echo(f"  unknown: {account}", err=True)


@click.command("stop-all")
@click.option("--hang-up", is_flag=True, help="End the calls in progress, too.")
@json_option
@click.pass_obj
def stop_all(doors: Ports, hang_up: bool, as_json: bool) -> None:
    """Stop everything now: pause every active campaign."""
    done = stop_everything.stop_all(doors.context(), hang_up=hang_up)
    if as_json:
        print_json(asdict(done))
        return
    live = counted(done.live, "call")
    calls = f"{live} in progress hung up" if hang_up else f"{live} in progress to go on to the end"
    click.echo(f"{counted(len(done.paused), 'campaign')} paused; {calls}")
    for name in done.held:
        click.echo(f"  {name}: its start had come; it is dropped")
    for name in done.later:
        click.echo(f"  {name}: starts by itself later")


COMMANDS = (stop_all,)
