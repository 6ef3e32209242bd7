"""``esl-dialer test-call``: hear it before anyone else does."""

import sys
from collections.abc import Callable

import click

from esl_dialer.cli.options import campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import Exit, json_option, print_json
from esl_dialer.core.says import shape
from esl_dialer.core.speech.voices import VOICES
from esl_dialer.core.words import CampaignKind, Language, Outcome
from esl_dialer.services.calls import test_calls
from esl_dialer.services.calls.test_calls import Progress, Quick
from esl_dialer.services.context import Context


@click.group("test-call")
def test_call() -> None:
    """Call one phone, followed step by step. Ignores windows and leaves no result; never DNC."""


@test_call.command()
@click.argument("phone")
@click.option("--text", required=True, help="What is said, word for word.")
@click.option("--type", "kind", type=click.Choice([k.value for k in CampaignKind]), default="MD")
@click.option("--voice", default="", type=click.Choice(["", *VOICES]), show_choices=False)
@click.option("--language", type=click.Choice([lang.value for lang in Language]), default="en")
@click.option("--transfer-number", default="", help="Where key 1 goes (Link Back).")
@click.option("--caller-id", default="")
@json_option
@click.pass_obj
def quick(doors: Ports, /, as_json: bool, **given: str) -> None:
    """Speak a text and call PHONE with it; its audio is gone after 5 minutes."""
    _follow(doors, as_json, lambda ctx: test_calls.quick(ctx, Quick(**given)))


@test_call.command()
@campaign_argument
@click.argument("account")
@click.argument("phone")
@json_option
@click.pass_obj
def record(doors: Ports, ref: str, account: str, phone: str, as_json: bool) -> None:
    """Call PHONE with a record's own message, the whole flow."""
    _follow(doors, as_json, lambda ctx: test_calls.of_record(ctx, ref, account, phone))


def _follow(doors: Ports, as_json: bool, ask: Callable[[Context], int]) -> None:
    ctx = doors.context()
    with doors.engine_with_audio(ctx):
        last = _watch(ctx, ask(ctx), as_json)
    if as_json:
        print_json(shape(last))
    elif last.error:
        click.echo(f"esl-dialer: {last.error}", err=True)
    else:
        click.echo(f"{last.outcome} ({last.cause}){f', keys {last.keys}' if last.keys else ''}")
    if last.error or last.outcome == Outcome.REFUSED:
        sys.exit(Exit.FAILED)


def _watch(ctx: Context, act: int, as_json: bool) -> Progress:
    """Tell each step as it happens; returns how it ended."""
    told = 0
    for now in test_calls.follow(ctx, act):
        for name, at in now.steps[told:] if not as_json else ():
            click.echo(f"{at[11:23]}  {test_calls.SHOWN_STEPS[name]}")
        told = len(now.steps)
    return now


COMMANDS = (test_call,)
