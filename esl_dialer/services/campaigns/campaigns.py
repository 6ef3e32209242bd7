"""Campaigns: made, listed, started, paused, stopped."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.dialing import is_caller_id
from esl_dialer.core.calls.retry import FOLLOWS, Follow
from esl_dialer.core.campaigns import lifecycle
from esl_dialer.core.campaigns.campaign import Campaign, DailyHours, Window, tidy_name
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.people.phones import read_phone
from esl_dialer.core.rules.rule import NO_LOAD
from esl_dialer.core.says import Says
from esl_dialer.core.speech import templates
from esl_dialer.core.speech.voices import VoiceError, engine_name, engine_voice
from esl_dialer.core.text import counts as counting
from esl_dialer.core.text.quoting import cut, quoted
from esl_dialer.core.words import AudioState, CampaignKind, DialOrder, Language, Outcome, RunState
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.store.calls import claims
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.campaigns.campaigns import NoSuchCampaign
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.people import records
from esl_dialer.store.system import outbox, settings

SLOWEST_CPM, FASTEST_CPM = 1, 200
"""What pages offer (the guide's slider); the engine takes more."""

BOUNDS: dict[str, tuple[float, float]] = {
    "cpm": (0.01, 100_000),
    "ring_timeout": (5, 120),
    "longest_call": (30, 86_400),
    "max_attempts": (1, 100),
    "retry_minutes": (1, 100_000),
    "max_live": (0, 100_000),
    "max_transfers": (0, 100_000),
    "priority": (1, 100),
}
"""What a campaign takes; neither infinity nor NaN is between two numbers."""

RETRIED = tuple(
    sorted(
        o for o, what in FOLLOWS.items() if what is Follow.RETRY and o != Outcome.TRANSFER_FAILED
    )
)
"""Outcomes that ``retry_policy`` takes: a transfer that failed has its own quarter of an hour."""

LONGEST_NAME = 128
NO_EXTENSION = Says("a number without an extension")


@dataclass(frozen=True, slots=True)
class Draft:
    """A new campaign as a person gives it; empty templates become the defaults."""

    name: str
    kind: CampaignKind
    language: Language = Language.EN
    template_en: str = ""
    template_fr: str = ""
    engine: str = ""
    """The speech engine; empty: the installation's."""
    voice_en: str = ""
    voice_fr: str = ""
    transfer_number: str = ""
    caller_ids: tuple[str, ...] = ()
    cpm: float = 10.0
    dial_order: DialOrder = DialOrder.RANDOM
    window: Window = field(default_factory=lambda: Window.of(DailyHours()))
    ring_timeout: int = 30
    longest_call: int = 3600
    max_attempts: int = 6
    retry_minutes: int = 240
    retry_policy: Mapping[str, int] = field(default_factory=dict)
    """Minutes after an outcome, where they are not ``retry_minutes``: ``{"busy": 15}``."""
    max_live: int = 0
    max_transfers: int = 0
    """Simultaneous calls and transfers; 0: no cap of its own."""
    priority: int = 1
    """Its weight when campaigns share the global speed."""
    empty_variable: str = templates.SKIP_SENTENCE
    """One of ``templates.ON_EMPTY``."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign and where its records stand. ``live`` counts calls in progress."""

    campaign: Campaign
    statuses: dict[str, int]
    live: int
    label: str

    @property
    def records(self) -> int:
        return sum(self.statuses.values())


def create(ctx: Context, draft: Draft) -> Campaign:
    """Make a campaign in draft. Raises Invalid with every problem at once."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    whole = _with_templates(tidied(draft))
    if found := problems(whole):
        raise Invalid(found)
    values = {f.name: getattr(whole, f.name) for f in fields(whole)}
    values["caller_ids"] = list(whole.caller_ids)
    try:
        with transaction():
            made = campaigns.create(values, ctx.now())
            ctx.note("campaign.create", f"campaign {made.id}", name=made.name)
    except Duplicate:
        raise name_in_use(ctx, whole.name) from None
    return made


def tidied(draft: Draft) -> Draft:
    return replace(draft, name=tidy_name(draft.name))


def name_in_use(ctx: Context, name: str) -> Invalid:
    """The campaign that has the name already, as it is written."""
    return Invalid(
        {"name": Says("there is already a campaign {name}", name=quoted(get(ctx, name).name))}
    )


def _with_templates(draft: Draft) -> Draft:
    if draft.template_en or draft.template_fr:
        return draft
    english, french = default_texts(draft.kind)
    return replace(draft, template_en=english, template_fr=french)


def default_texts(kind: CampaignKind) -> tuple[str, str]:
    """The English and the French text that a new campaign of that kind starts with."""
    key = f"default_{kind.lower()}_template"
    return str(settings.get(f"{key}_en")), str(settings.get(f"{key}_fr"))


def problems(draft: Draft) -> dict[str, Says]:
    """What is wrong with a draft, by field."""
    problems: dict[str, Says] = {}
    if not 0 < len(draft.name) <= LONGEST_NAME:
        problems["name"] = Says(
            "give the campaign a name of at most {most} letters", most=LONGEST_NAME
        )
    elif draft.name.isdigit() or not draft.name.isprintable():
        problems["name"] = Says("a name has a letter in it, and nothing that can't be seen")
    problems |= _number_problems(draft) | _retry_problems(draft) | _voice_problems(draft)
    if draft.empty_variable not in templates.ON_EMPTY:
        problems["empty_variable"] = Says(
            "one of: {choices}", choices=", ".join(templates.ON_EMPTY)
        )
    for name in ("template_en", "template_fr"):
        try:
            templates.parse(getattr(draft, name))
        except templates.TemplateError as error:
            problems[name] = error.says
    for name, (low, high) in BOUNDS.items():
        if not low <= getattr(draft, name) <= high:
            problems[name] = Says("from {low} to {high}", low=f"{low:g}", high=f"{high:g}")
    if not draft.window.valid:
        problems["window"] = Says("the dialing window must start before it ends, within one day")
    return problems


def _retry_problems(draft: Draft) -> dict[str, Says]:
    low, high = BOUNDS["retry_minutes"]
    bounds = Says("from {low} to {high} minutes", low=f"{low:g}", high=f"{high:g}")
    problems = {
        f"retry_policy.{outcome}": bounds
        for outcome, minutes in draft.retry_policy.items()
        if not low <= minutes <= high
    }
    if unknown := sorted(draft.retry_policy.keys() - set(RETRIED)):
        problems["retry_policy"] = Says(
            "{outcome} is not one of: {choices}",
            outcome=quoted(unknown[0]),
            choices=", ".join(RETRIED),
        )
    return problems


def _voice_problems(draft: Draft) -> dict[str, Says]:
    """What is chosen is known, and an engine that is chosen speaks with it."""
    try:
        engine = engine_name(draft.engine)
    except VoiceError as error:
        return {"engine": error.says}
    problems: dict[str, Says] = {}
    for language in Language:
        field = f"voice_{language}"
        if not (voice := getattr(draft, field)):
            continue
        try:
            engine_voice(engine, voice, language)
        except VoiceError as error:
            problems[field] = error.says
    return problems


def _number_problems(draft: Draft) -> dict[str, Says]:
    """Numbers are refused as they were written, never mended into others."""
    problems: dict[str, Says] = {}
    if draft.transfer_number:
        read = read_phone(draft.transfer_number)
        if read.problem or read.extension:
            problems["transfer_number"] = read.problem or NO_EXTENSION
    wrong = [text for text in draft.caller_ids if not is_caller_id(text)]
    if wrong:
        problems["caller_ids"] = Says(
            "10 to 15 digits each, not {numbers}", numbers=cut(", ".join(wrong))
        )
    return problems


def get(ctx: Context, ref: int | str) -> Campaign:
    """A campaign by number or name. Raises NotFound."""
    ctx.require(Permission.VIEW)
    try:
        return campaigns.get(ref)
    except NoSuchCampaign:
        none = Says("no campaign {name}", name=quoted(ref))
        raise NotFound(none, listed_by="campaign list") from None


def kept(ctx: Context, ref: int | str) -> Campaign:
    """One that was not deleted: of those only calls and results are left. Raises NotFound."""
    campaign = get(ctx, ref)
    if campaign.deleted_at is not None:
        raise NotFound(
            Says("{name} was deleted: its results stay in the reports", name=campaign.name)
        )
    return campaign


def standing(ctx: Context, ref: int | str) -> Standing:
    return _standings([get(ctx, ref)])[0]


def every(ctx: Context) -> list[Standing]:
    """All campaigns that are not archived: those that dial, then the others, newest first."""
    ctx.require(Permission.VIEW)
    found = _standings(campaigns.every())
    return sorted(found, key=lambda one: one.campaign.run_state is not RunState.ACTIVE)


def no_account(campaign: Campaign, account: str) -> NotFound:
    """The campaign has no such account."""
    return NotFound(
        Says("no account {account} in {campaign}", account=quoted(account), campaign=campaign.title)
    )


def _standings(found: list[Campaign]) -> list[Standing]:
    counts = campaigns.status_counts(campaign.id for campaign in found)
    loads = claims.loads()
    return [
        Standing(
            campaign,
            {str(status): n for status, n in sorted(counts.get(campaign.id, {}).items())},
            loads.get(campaign.id, NO_LOAD).live,
            label(campaign),
        )
        for campaign in found
    ]


def label(campaign: Campaign) -> str:
    """The guide's one status, derived from the run state and the audio state."""
    if campaign.audio_state is AudioState.GENERATING:
        return "audio generating"
    if campaign.run_state is RunState.DRAFT and campaign.audio_state is AudioState.READY:
        return "audio ready"
    return str(campaign.run_state)


def start(ctx: Context, ref: int | str) -> Campaign:
    """Begin or resume dialing. Raises Refused with every reason at once."""
    ctx.require(Permission.CONTROL_DIALING)
    campaign = kept(ctx, ref)
    if campaign.run_state is RunState.ACTIVE:
        return campaign
    simulated = engine_state(ctx).simulated
    if reasons := _reasons_not_to_start(campaign, simulated=simulated):
        raise Refused(Says("{name} can't start", name=campaign.name), reasons)
    with transaction():
        moved = campaigns.set_run_state(
            campaign.id, lifecycle.states_for(Verb.START), RunState.ACTIVE, ctx.now()
        )
        if moved:
            campaigns.update(campaign.id, {"simulated": simulated}, ctx.now())
            ctx.note("campaign.start", f"campaign {campaign.id}")
            outbox.put("campaign", {"run_state": "active"}, ctx.now(), campaign.id)
    return get(ctx, campaign.id)


def reasons_not_to_start(ctx: Context, ref: int | str) -> list[Says]:
    """All that forbids a start now; empty when it may be started. Raises NotFound."""
    return _reasons_not_to_start(get(ctx, ref), simulated=engine_state(ctx).simulated)


def _reasons_not_to_start(campaign: Campaign, *, simulated: bool) -> list[Says]:
    counts = records.readiness(campaign.id)
    has_caller_id = campaign.caller_ids or settings.get("default_caller_id")
    lacking_transfer = 0
    if campaign.flow.needs_transfer and not campaign.transfer_number:
        lacking_transfer = records.without_did(campaign.id)
    checks = (
        (campaign.archived_at is not None, Says("it is archived")),
        (
            campaign.simulated and not simulated and campaigns.was_dialed(campaign.id),
            Says("its calls so far were simulated: reset it before it calls people"),
        ),
        (not counts.total, Says("it has no records: import a list")),
        (
            bool(counts.total) and not campaigns.unfinished(campaign.id),
            Says("none of its records is left to dial: reset it, or add records"),
        ),
        (counts.importing, Says("a list is still being imported")),
        (
            bool(counts.missing_audio),
            Says(
                "{count} of {total} records have no audio: generate it",
                count=counts.missing_audio,
                total=counts.total,
            ),
        ),
        (
            bool(counts.failed_audio),
            Says(
                "{records} could not be spoken: look at why, then mend the text or the list, "
                "or take these accounts out",
                records=counting.records(counts.failed_audio),
            ),
        ),
        (not has_caller_id, Says("it has no caller ID, and there is no default_caller_id")),
        (
            bool(lacking_transfer),
            Says(
                "{records} without a DID, and no transfer number",
                records=counting.records(lacking_transfer),
            ),
        ),
    )
    return [text for holds, text in checks if holds]


def pause(ctx: Context, ref: int | str) -> Campaign:
    """No new calls; live ones finish. Raises NotFound, Refused."""
    return _halt(ctx, ref, Verb.PAUSE)


def stop(ctx: Context, ref: int | str) -> Campaign:
    """As pause, and the campaign leaves the active list until it is started."""
    return _halt(ctx, ref, Verb.STOP)


def _halt(ctx: Context, ref: int | str, verb: Verb) -> Campaign:
    ctx.require(Permission.CONTROL_DIALING)
    campaign = kept(ctx, ref)
    to = lifecycle.after(campaign.run_state, verb)
    if to is None:
        reason = lifecycle.refusal(campaign.run_state, verb)
        raise Refused(_CANT[verb].of(name=campaign.name), [reason] if reason else [])
    if to is campaign.run_state:
        return campaign
    with transaction():
        if campaigns.set_run_state(campaign.id, lifecycle.states_for(verb), to, ctx.now()):
            ctx.note(f"campaign.{to}", f"campaign {campaign.id}")
            outbox.put("campaign", {"run_state": str(to)}, ctx.now(), campaign.id)
    return get(ctx, campaign.id)


_CANT = {Verb.PAUSE: Says("{name} can't be paused"), Verb.STOP: Says("{name} can't be stopped")}


def shown(standing: Standing) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    campaign = asdict(standing.campaign)
    return campaign | {
        "name": standing.campaign.title,
        "window": asdict(standing.campaign.window.hours),
        "records": standing.records,
        "statuses": standing.statuses,
        "live": standing.live,
        "label": standing.label,
    }
