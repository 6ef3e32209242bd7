"""The life of a campaign: made, listed, started, paused, stopped, completed."""

import re
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.progress import PROMISED_IN_A_CALL
from esl_dialer.core.campaigns import starting
from esl_dialer.core.campaigns.campaign import (
    FIELDS,
    Campaign,
    Draft,
    mode_of,
    tidy_name,
)
from esl_dialer.core.campaigns.hours import Window
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.campaigns.parts import Group, Part, groups, parts
from esl_dialer.core.campaigns.progress import Progress, progress
from esl_dialer.core.campaigns.recurrence import Every, Recurrence
from esl_dialer.core.campaigns.schedule import Schedule, dealt_with, write_wall_time
from esl_dialer.core.campaigns.steps import Step, next_step
from esl_dialer.core.flows import FLOWS
from esl_dialer.core.says import Says
from esl_dialer.core.speech.default_templates import templates_of
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import (
    DIALABLE_STATUSES,
    AudioState,
    CallKind,
    CampaignKind,
    RecordStatus,
    RunState,
)
from esl_dialer.services.campaigns import draft_checks
from esl_dialer.services.campaigns.transitions import carry_out, refused
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.services.law import message_check
from esl_dialer.store.calls import claims
from esl_dialer.store.calls.claims import Candidate
from esl_dialer.store.campaigns import campaigns, closing, listing, resetting
from esl_dialer.store.campaigns import starting as stored_starting
from esl_dialer.store.campaigns.campaigns import NoSuchCampaign
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.lists import filtering
from esl_dialer.store.people import records
from esl_dialer.store.system import settings

RECORD = "record:"
_RECORD = re.compile(r"record:([0-9]{1,18})")
NO_ACCOUNT = Says("no account {account} in {campaign}")
SEVERAL = Says("account {account} has several records")
ONE_OF = Says("name one of them: {numbers}")


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """A campaign and where its records stand. ``live`` counts calls in progress.

    ``parts``: the same records by ``core.campaigns.parts``. ``simulated_stops`` counts records that
    a key in a simulation stopped; 0 in a list of campaigns. ``at``: when it stood so.
    """

    campaign: Campaign
    statuses: dict[str, int]
    live: int
    label: str
    parts: dict[Part, int]
    at: datetime
    simulated_stops: int = 0

    @property
    def records(self) -> int:
        return sum(self.statuses.values())

    @property
    def waiting(self) -> int:
        """Records that are not dialed yet, or are to be called again."""
        return sum(self.statuses.get(status, 0) for status in DIALABLE_STATUSES)

    @property
    def progress(self) -> Progress:
        """Of the run."""
        return progress(self.parts)

    @property
    def next_step(self) -> Step | None:
        """What it lacks first to dial."""
        return next_step(self.campaign, self.records)

    @property
    def groups(self) -> dict[Group, int]:
        """Of a performance bar."""
        return groups(self.parts)


def create(ctx: Context, draft: Draft, clone_of: int | None = None) -> Campaign:
    """Make a campaign in draft; ``clone_of`` is told in the audit trail. Raises Invalid with every
    problem at once."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    whole = _with_templates(tidied(draft))
    if found := draft_checks.problems(ctx, whole):
        raise Invalid(found)
    try:
        with transaction():
            if found := draft_checks.chosen_problems(whole, None):
                raise Invalid(found)
            values = values_of(whole) | planned(whole, None, ctx.now())
            made = campaigns.create(values, ctx.now())
            filtering.ask_if_filtered(made.id)
            origin = {} if clone_of is None else {"clone_of": clone_of}
            ctx.note("campaign.create", f"campaign {made.id}", name=made.name, **origin)
    except Duplicate:
        raise name_in_use(ctx, whole.name) from None
    return made


def values_of(draft: Draft) -> dict[str, Any]:
    """By field, what was set."""
    return {name: getattr(draft, name) for name in FIELDS}


def planned(draft: Draft, before: Campaign | None, now: datetime) -> dict[str, Any]:
    """What is kept beside a new schedule; nothing where it stays as it was."""
    old = before.schedule if before else Schedule()
    if draft.schedule == old:
        return {}
    until = before.planned_until if before else None
    return {"planned_until": dealt_with(old or None, draft.schedule, until, now)}


def tidied(draft: Draft) -> Draft:
    lists = tuple(sorted(set(draft.dnc_lists)))
    window, schedule = draft.window.tidied, _with_zone(draft)
    name = tidy_name(draft.name)
    speaks = CallKind.LIVE if FLOWS[draft.kind].needs_agent else draft.call_kind
    asks = draft.right_party and draft.kind is CampaignKind.LB
    plain = replace(draft, name=name, dnc_lists=lists, call_kind=speaks, right_party=asks)
    mode = mode_of(draft.kind, draft.mode)
    return replace(plain, mode=mode, window=window, schedule=schedule)


def _with_zone(draft: Draft) -> Schedule:
    """A schedule without a zone has that of the dialing window, else the business zone's."""
    schedule = draft.schedule
    if not schedule:
        return Schedule()
    zone = schedule.zone or draft.window.zone or settings.read().business_zone
    return replace(schedule, zone=zone)


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
    chosen = settings.read()
    texts = {
        CampaignKind.LB: (chosen.default_lb_template_en, chosen.default_lb_template_fr),
        CampaignKind.MD: (chosen.default_md_template_en, chosen.default_md_template_fr),
        CampaignKind.AG: templates_of(CampaignKind.AG),
    }
    return texts[kind]


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


def standing(ctx: Context, ref: int | str) -> CampaignSummary:
    found = summaries([get(ctx, ref)], ctx.now())[0]
    if PROMISED_IN_A_CALL.isdisjoint(found.statuses):
        return found
    return replace(found, simulated_stops=resetting.simulated_stops(found.campaign.id))


def every(ctx: Context) -> list[CampaignSummary]:
    """All campaigns that are not archived: those that dial, then the others, newest first."""
    ctx.require(Permission.VIEW)
    found = summaries(campaigns.every(), ctx.now())
    return sorted(found, key=lambda one: one.campaign.run_state is not RunState.ACTIVE)


def to_choose(ctx: Context) -> list[Campaign]:
    """Those whose imports, results and reports may be asked for: archived and deleted ones too,
    newest first."""
    ctx.require(Permission.VIEW)
    return campaigns.every(archived=True)


def record_of(campaign: Campaign, ref: str) -> Candidate:
    """By account, or as ``record:NUMBER``: a number alone is an account. Raises NotFound; Refused,
    with what each is called, where the account has several records."""
    found = records.by_account(campaign.id, ref) or _numbered(campaign, ref)
    if not found:
        raise NotFound(NO_ACCOUNT.of(account=quoted(ref), campaign=campaign.title))
    if len(found) > 1:
        numbers = ", ".join(f"{RECORD}{one.record}" for one in found)
        raise Refused(SEVERAL.of(account=quoted(ref)), [ONE_OF.of(numbers=numbers)])
    return found[0]


def _numbered(campaign: Campaign, ref: str) -> list[Candidate]:
    number = _RECORD.fullmatch(ref)
    found = records.by_number(campaign.id, int(number[1])) if number else None
    return [found] if found else []


def summaries(found: list[Campaign], now: datetime) -> list[CampaignSummary]:
    """In the same order, each question asked once for all of them."""
    numbers = [campaign.id for campaign in found]
    counts, again = campaigns.status_counts(numbers), listing.called_again(numbers)
    live = {number: load.live for number, load in claims.loads().items()}
    return [
        _summary(one, counts.get(one.id, {}), again.get(one.id, 0), live.get(one.id, 0), now)
        for one in found
    ]


def _summary(
    campaign: Campaign, counts: dict[RecordStatus, int], again: int, live: int, now: datetime
) -> CampaignSummary:
    return CampaignSummary(
        campaign,
        {str(status): count for status, count in sorted(counts.items())},
        live,
        label(campaign),
        parts(counts, again=again, over=campaign.is_over),
        now,
    )


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
    make_current(ctx, campaign.id)
    simulated = engine_state(ctx).simulated
    with transaction():
        campaigns.hold(campaign.id)
        _begin(ctx, kept(ctx, campaign.id), simulated=simulated)
    return get(ctx, campaign.id)


def make_current(ctx: Context, campaign_id: int) -> None:
    """Before it starts: who came into its lists is taken, and its filter applied."""
    from esl_dialer.services.lists import taking

    taking.take_new(ctx, campaign_id)
    apply_filter(ctx, campaign_id)


def _begin(ctx: Context, campaign: Campaign, *, simulated: bool) -> None:
    """As it stands while nobody else changes it: its end may have come while its lists were taken
    and its filter applied."""
    if campaign.run_state is RunState.ACTIVE:
        return
    if reasons := _reasons_not_to_start(ctx, campaign, simulated=simulated):
        raise refused(campaign, Verb.START, reasons)
    carry_out(ctx, campaign, Verb.START, ctx.now(), also={"simulated": simulated})


APPLY_FOR = timedelta(seconds=5)
"""How long somebody waits for a filter to be applied, or for what was not dialed to be marked; the
engine does what is left."""


def apply_filter(ctx: Context, campaign_id: int) -> bool:
    """Leave out whom the campaign's filter does not mean, and let in whom it does, if that is due;
    False: the time was not enough. Interrupted, or late, it harms nobody: each record is judged
    again before it is called."""
    if not filtering.is_due(campaign_id, ctx.now()):
        return True
    at: filtering.Round | None = filtering.begin(campaign_id, ctx.now())
    until = time.monotonic() + APPLY_FOR.total_seconds()
    while at is not None and time.monotonic() < until:
        at = filtering.step(at, ctx.now())
    return at is None


def reasons_not_to_start(ctx: Context, ref: int | str) -> list[Says]:
    """All that forbids a start now; empty when it may be started. Raises NotFound."""
    simulated = engine_state(ctx).simulated
    return _reasons_not_to_start(ctx, get(ctx, ref), simulated=simulated)


def _reasons_not_to_start(ctx: Context, campaign: Campaign, *, simulated: bool) -> list[Says]:
    found = stored_starting.facts(campaign, simulated=simulated)
    reasons = starting.reasons_not_to_start(campaign, found, ctx.now())
    return reasons + message_check.reasons(ctx, campaign)


def pause(ctx: Context, ref: int | str) -> Campaign:
    """No new calls; live ones finish. Raises NotFound, Refused."""
    return _halt(ctx, ref, Verb.PAUSE)


def stop(ctx: Context, ref: int | str) -> Campaign:
    """As pause, and the campaign leaves the active list until it is started."""
    return _halt(ctx, ref, Verb.STOP)


def complete(ctx: Context, ref: int | str) -> Campaign:
    """Mark complete: no new calls in this run, live ones finish; what was not dialed becomes
    ``no_attempt``, and what waits for another call keeps its last outcome. Raises NotFound."""
    done = _halt(ctx, ref, Verb.COMPLETE)
    until = time.monotonic() + APPLY_FOR.total_seconds()
    while time.monotonic() < until and closing.step(done.id):
        pass
    return get(ctx, done.id)


def _halt(ctx: Context, ref: int | str, verb: Verb) -> Campaign:
    ctx.require(Permission.CONTROL_DIALING)
    now = ctx.now()
    with transaction():
        campaign = kept(ctx, ref)
        carry_out(ctx, campaign, verb, now)
    return get(ctx, campaign.id)


def shown(standing: CampaignSummary) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    campaign = asdict(standing.campaign)
    return campaign | {
        "name": standing.campaign.title,
        "window": asdict(standing.campaign.window.hours),
        "hours": _hours_shown(standing.campaign.window),
        "schedule": _schedule_shown(standing.campaign.schedule, standing.at),
        "records": standing.records,
        "statuses": standing.statuses,
        "live": standing.live,
        "label": standing.label,
        "connection": standing.campaign.connection,
        "progress": asdict(standing.progress),
        "next_step": standing.next_step,
        "parts": {str(part): count for part, count in standing.parts.items()},
    }


def _hours_shown(window: Window) -> dict[str, Any]:
    """The whole window, of which ``window`` is the short form: in minutes after midnight, too."""
    days = {name: [list(span) for span in spans] for name, spans in window.by_day.items()}
    return {"days": days, "zone": window.zone}


def _schedule_shown(schedule: Schedule, now: datetime) -> dict[str, Any]:
    """Its times by the clock of its zone, the instants that they are, and the next starts."""
    return {
        "start": write_wall_time(schedule.start),
        "end": write_wall_time(schedule.end),
        "zone": schedule.zone,
        "starts_at": schedule.starts_at,
        "ends_at": schedule.ends_at,
        "recurrence": _recurrence_shown(schedule.recurrence),
        "next": schedule.next_starts(now, SHOWN_STARTS),
    }


SHOWN_STARTS = 5
"""How many of the starts that come people are told."""


def _recurrence_shown(often: Recurrence | None) -> dict[str, Any]:
    """Empty ``every``: it does not come again."""
    if often is None:
        return asdict(Recurrence(Every.DAY)) | {"every": ""}
    return asdict(often)
