"""Test calls: a text or a record's own message to a chosen phone, followed step by step.

They ignore dialing windows, caps and speeds, and leave no result; never do-not-call, nor the law
of the place where the phone may be.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.orders import (
    TEST_CALLS,
    ActKind,
    QuickText,
    TestCall,
    quick_messages,
    step,
)
from esl_dialer.core.flows import FLOWS
from esl_dialer.core.people.phones import read_phone
from esl_dialer.core.says import Says
from esl_dialer.core.speech.templates import Failure, TemplateError
from esl_dialer.core.speech.voices import VOICES, VoiceError
from esl_dialer.core.words import CampaignKind, Language, RecordAudio
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.store.calls import orders
from esl_dialer.store.database import transaction
from esl_dialer.store.people import stops
from esl_dialer.store.system import settings

SHOWN_STEPS = {
    "asked": Says("asked for"),
    "speaking": Says("the text is spoken"),
    "spoken": Says("the audio is ready"),
    "dialing": Says("handed to the switch"),
    "channel": Says("the switch dials"),
    "ringing": Says("it rings"),
    "answered": Says("answered"),
    "message": Says("the message plays"),
    "connected": Says("connected to the representative"),
    "ended": Says("ended"),
}
LOOK_EVERY_S = 0.3

REPEAT = timedelta(seconds=3)
REPEATS_LOOKED_AT = 20
"""Newest acts among which a double click is looked for."""

NO_PHONE = Says("give a phone number")
NO_TRANSFER = Says("Link Back needs a number that key 1 connects to")
NOT_PLACED = Says("the test call can't be placed")


@dataclass(frozen=True, slots=True)
class Quick:
    """A quick test as a form gives it; an empty voice is the installation's."""

    phone: str
    text: str
    kind: str = "MD"
    voice: str = ""
    language: str = "en"
    transfer_number: str = ""
    caller_id: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """``steps`` are (step, instant in ISO); ``outcome`` and ``cause`` come with the end."""

    id: int
    done: bool
    steps: tuple[tuple[str, str], ...]
    outcome: str
    cause: str
    keys: str
    error: Says
    leg: str


def quick(ctx: Context, wanted: Quick) -> int:
    """Ask for a text to be spoken and called; the act's number. Raises Invalid, Refused."""
    ctx.require(Permission.PLACE_TEST_CALLS)
    call, text = _quick(wanted)
    return _ask(ctx, ActKind.SPEAK, call, {"text": asdict(text)}, "quick")


def _quick(wanted: Quick) -> tuple[TestCall, QuickText]:
    problems: dict[str, Says] = {}
    number = _number(wanted.phone, "phone", problems)
    transfer = ""
    if wanted.kind not in set(CampaignKind):
        problems["kind"] = Says("LB or MD")
    elif FLOWS[CampaignKind(wanted.kind)].needs_transfer:
        transfer = _number(wanted.transfer_number, "transfer_number", problems, NO_TRANSFER)
    if wanted.language not in set(Language):
        problems["language"] = Says("en or fr")
    if problems:
        raise Invalid(problems)
    text = QuickText(wanted.text, Language(wanted.language), _voice(wanted), settings.read().engine)
    kind = CampaignKind(wanted.kind)
    _check_text(text, kind)
    call = TestCall(
        number,
        kind,
        transfer_number=transfer,
        caller_id=wanted.caller_id or settings.read().default_caller_id,
    )
    return call, text


def _voice(wanted: Quick) -> str:
    language = Language(wanted.language)
    chosen = settings.read()
    usual = {Language.EN: chosen.english_voice, Language.FR: chosen.french_voice}
    return wanted.voice or usual[language]


def _check_text(text: QuickText, kind: CampaignKind) -> None:
    if text.voice in VOICES and VOICES[text.voice].language is not text.language:
        mute = Says("{voice} does not speak {language}", voice=text.voice, language=text.language)
        raise Invalid({"voice": mute})
    try:
        composed = quick_messages(text, kind)
    except VoiceError as error:
        raise Invalid({"voice": error.says}) from error
    except TemplateError as error:
        raise Invalid({"text": error.says}) from error
    if isinstance(composed, Failure):
        raise Invalid({"text": Says("write what is to be said")})


def _number(text: str, name: str, problems: dict[str, Says], missing: Says = NO_PHONE) -> str:
    read = read_phone(text.strip())
    if read.problem or not read.number:
        problems[name] = (read.problem if text.strip() else None) or missing
    return read.number


def of_record(ctx: Context, ref: int | str, account: str, phone: str) -> int:
    """Ask for a record's own call, to another phone; the act's number.

    Raises NotFound, Invalid, and Refused when the record has no audio.
    """
    ctx.require(Permission.PLACE_TEST_CALLS)
    campaign = campaigns.kept(ctx, ref)
    record = campaigns.record_of(campaign, account)
    problems: dict[str, Says] = {}
    number = _number(phone, "phone", problems)
    if problems:
        raise Invalid(problems)
    if record.audio is not RecordAudio.READY:
        reason = Says("{account} has no audio: generate it", account=account)
        raise Refused(NOT_PLACED, [reason])
    caller_ids = campaign.caller_ids or (settings.read().default_caller_id,)
    call = TestCall(
        number=number,
        kind=campaign.kind,
        message=record.audio_path,
        message_ms=record.audio_ms,
        apology=record.apology_path,
        acknowledgement=record.acknowledgement_path,
        confirmation=record.confirmation_path,
        right_party=campaign.right_party,
        transfer_number=record.did or campaign.transfer_number,
        caller_id=caller_ids[0],
        campaign_id=campaign.id,
        record_id=record.record,
        ring_timeout=campaign.ring_timeout,
        longest_call=campaign.longest_call,
        dnc_lists=campaign.dnc_lists,
        caller=campaign.caller,
    )
    return _ask(ctx, ActKind.TEST_CALL, call, {}, f"campaign {campaign.id} record {record.record}")


def _ask(ctx: Context, kind: ActKind, call: TestCall, more: dict[str, Any], subject: str) -> int:
    if stops.matching([call.number], call.dnc_lists):
        raise Refused(NOT_PLACED, [Says("the number is on the do-not-call list")])
    if (repeated := _repeated(ctx, call)) is not None:
        return repeated
    with transaction():
        act_id = orders.add(kind, {"call": asdict(call)} | more, ctx.now(), ctx.actor.name)
        orders.answer(act_id, {"steps": [step("asked", ctx.now())]}, ctx.now())
        ctx.note("test_call", subject, act=act_id, number=call.number)
    return act_id


def _repeated(ctx: Context, call: TestCall) -> int | None:
    """The act of a double click: this person asked for the same phone a moment ago."""
    since = ctx.now() - REPEAT
    for act in orders.newest(TEST_CALLS, REPEATS_LOOKED_AT):
        mine = act.created_by == ctx.actor.name and act.created_at > since
        if mine and act.done_at is None and act.payload["call"]["number"] == call.number:
            return act.id
    return None


# --- following ---------------------------------------------------------------------------------


def progress(ctx: Context, act_id: int) -> Progress:
    """How far a test call is. Raises NotFound."""
    ctx.require(Permission.PLACE_TEST_CALLS)
    act = orders.get(act_id)
    if act is None or act.kind not in TEST_CALLS:
        raise NotFound(Says("no test call {number}", number=act_id))
    told, now = act.answer, ctx.now()
    return Progress(
        id=act.id,
        done=act.stale(now) or act.done_at is not None,
        steps=tuple((one["step"], one["at"]) for one in told.get("steps", ())),
        outcome=told.get("outcome", ""),
        cause=told.get("cause", ""),
        keys=told.get("keys", ""),
        error=act.error(now),
        leg=told.get("leg", ""),
    )


def follow(ctx: Context, act_id: int) -> Iterator[Progress]:
    """Look at a test call until it is over."""
    while True:
        now = progress(ctx, act_id)
        yield now
        if now.done:
            return
        ctx.clock.sleep(LOOK_EVERY_S)
