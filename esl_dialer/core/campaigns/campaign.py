"""A campaign: what people set of it (``FIELDS``, one table for every face), and how it stands."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from esl_dialer.core.campaigns import checks
from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.campaigns.kind_hours import kind_hours_problem
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.fields import Shape, setting, table_of
from esl_dialer.core.flows import FlowTraits, flow_of
from esl_dialer.core.says import Says
from esl_dialer.core.speech import templates
from esl_dialer.core.speech.messages import Script
from esl_dialer.core.speech.voices import VOICES, EngineName
from esl_dialer.core.words import (
    AudioState,
    Caller,
    CallKind,
    CampaignKind,
    DialOrder,
    Language,
    Mode,
    RunState,
)


def tidy_name(text: str) -> str:
    """A campaign's name as it is kept: composed letters, one space where there were several."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def name_key(text: str) -> str:
    """The same for names that people take for one: case and spaces make no other campaign."""
    return unicodedata.normalize("NFC", tidy_name(text).casefold())


def title_of(name: str, campaign: int, *, deleted: bool) -> str:
    """What a campaign is called where deleted ones are shown too: another may have its name."""
    return f"{name} (deleted, {campaign})" if deleted else name


MINUTES: dict[str, Any] = {"unit": "minutes", "low": 1, "high": 100_000}
"""Until another attempt."""

AS_INSTALLED = "as in the settings"
"""What an empty value means: the installation's."""


def _voices(language: Language) -> dict[str, str]:
    return {"": AS_INSTALLED} | {
        voice.name: voice.title for voice in VOICES.values() if voice.language is language
    }


@dataclass(frozen=True, slots=True)
class Draft:
    """What people set of a campaign, in the order of its form. Speeds in calls per minute."""

    name: str = setting(
        "",
        "Campaign name",
        longest=128,
        check=checks.name,
        section="campaign",
        required=True,
    )
    kind: CampaignKind = setting(
        CampaignKind.LB,
        "Type",
        choices={"LB": "Link Back (LB)", "MD": "Message Drop (MD)", "AG": "Agents (AG)"},
        wanted=Says("choose a type"),
        required=True,
    )
    language: Language = setting(
        Language.EN,
        "Language",
        choices={"en": "English", "fr": "French"},
        wanted=Says("choose a language"),
        section="message",
    )
    mode: Mode = setting(
        Mode.CPM,
        "Dialing mode",
        "Agents: how many people are called for who is free.",
        choices={
            "cpm": "By its speed",
            "progressive": "Progressive: one call for each free agent",
            "preview": "Preview: the agent sees who is called, then dials or skips",
            "power": "Power: several calls for each free agent",
            "agent_first": "Agent first: one person after another for each agent",
        },
        wanted=Says("choose a dialing mode"),
        section="campaign",
        with_agents=True,
    )
    ratio: int = setting(
        2,
        "Calls for each agent (power only)",
        "Who answers when no agent is left hears who called: it is counted as abandoned.",
        low=1,
        high=10,
        section="campaign",
        with_agents=True,
    )
    preview_seconds: int = setting(
        30,
        "Preview, seconds (preview only)",
        "To dial or skip; after it the person is dialed.",
        unit="seconds",
        low=5,
        high=600,
        section="campaign",
        with_agents=True,
    )
    max_skips: int = setting(
        10,
        "Skips at most (preview only)",
        "Of each agent in a run.",
        low=0,
        high=10_000,
        section="campaign",
        zero="nobody is skipped",
        with_agents=True,
    )
    description: str = setting(
        "",
        "Description",
        "What it is for, in a line.",
        longest=checks.LONGEST_DESCRIPTION,
        check=checks.description,
        section="campaign",
        zero="empty",
    )
    notes: str = setting(
        "",
        "Notes",
        "For who works with it; nobody who is called hears them.",
        longest=checks.LONGEST_NOTES,
        check=checks.notes,
        section="campaign",
        zero="empty",
        as_shape=Shape.TEXT,
    )
    call_type: str = setting(
        "transactional",
        "Call type",
        "What the calls are for, as carriers and regulators ask.",
        longest=16,
        choices={"transactional": "Transactional", "promotional": "Promotional"},
        section="campaign",
    )
    transfer_number: str = setting(
        "",
        "Transfer number (LB only)",
        "Where key 1 connects to when a record has no DID.",
        longest=32,
        check=checks.transfer_number,
        section="campaign",
        zero="the record's DID",
        interactive=True,
        as_shape=Shape.PHONE,
    )
    caller_ids: tuple[str, ...] = setting(
        (),
        "Caller IDs",
        "Comma-separated, as in 18663123618, 18889617999",
        check=checks.caller_ids,
        section="campaign",
        zero=AS_INSTALLED,
        as_shape=Shape.NUMBERS,
    )
    cpm: float = setting(
        10.0,
        "Calls per minute",
        unit="calls per minute",
        low=1,
        high=200,
        section="campaign",
    )
    dial_order: DialOrder = setting(
        DialOrder.RANDOM,
        "Dial order",
        choices={"random": "Random", "sequential": "Sequential"},
        wanted=Says("choose an order"),
        section="campaign",
    )
    window: Window = setting(
        Window.of(DailyHours()),
        "Dialing window",
        "By the clock of the person called, unless a zone is named.",
        check=checks.window,
        section="campaign",
        as_shape=Shape.WINDOW,
    )
    schedule: Schedule = setting(
        Schedule(),
        "Schedule",
        "When it starts and ends by itself. At its end what was not dialed is no attempt.",
        section="schedule",
        zero="started and stopped by hand",
        as_shape=Shape.SCHEDULE,
    )
    recurrence_first: bool = setting(
        False,
        "Recurrence goes before the dialing window",
        "From the start of an occurrence to its end it calls at any hour that the law allows.",
        section="schedule",
    )
    kind_hours: str = setting(
        "",
        "Hours of types of phones",
        "As work=mon-fri 09:00-17:00; mobile=sat 10:00-14:00. Within the dialing window.",
        check=kind_hours_problem,
        section="timings",
        longest=1000,
        zero="as the dialing window",
    )
    caller: Caller = setting(
        Caller.AGENCY,
        "Who calls",
        "Which rules of law bind the calls.",
        choices={
            "agency": "Collection agency",
            "creditor": "Creditor, for its own debt",
            "bank": "Bank",
            "bank_agent": "Collection agency for a bank",
            "telemarketer": "Telemarketer",
        },
        wanted=Says("choose who calls"),
        section="campaign",
    )
    call_kind: CallKind = setting(
        CallKind.RECORDED,
        "Kind of call",
        "What speaks when the call is answered.",
        choices={"recorded": "Recorded or synthesized voice", "live": "A person"},
        wanted=Says("choose the kind of call"),
        section="campaign",
    )
    dnc_lists: tuple[int, ...] = setting(
        (),
        "Do-not-call lists",
        "Beside the global one, which binds every campaign.",
        section="campaign",
        zero="the global one alone",
        as_shape=Shape.LISTS,
    )
    duplicates: str = setting(
        "find",
        "Accounts that are there already",
        "Numbers and people are still called within their daily caps.",
        longest=8,
        choices={
            "find": "Are found: an account is one record",
            "keep": "Are not looked for: each row is a record",
        },
        section="campaign",
    )
    filter_id: int = setting(
        0,
        "Filter",
        "Only people whom it means are called.",
        section="campaign",
        zero="everybody",
        as_shape=Shape.FILTER,
    )
    source_statuses: str = setting(
        "Ready, New",
        "Source statuses",
        "Of people whose list says a status, only these are called. Comma-separated.",
        longest=512,
        check=checks.source_statuses,
        section="campaign",
        zero="none: who has a status is not called",
    )
    disposition_set: int = setting(
        0,
        "Dispositions",
        "What its calls came to, as agents say.",
        section="campaign",
        zero="all of them",
        as_shape=Shape.DISPOSITIONS,
    )
    max_attempts: int = setting(6, "Attempts at most", low=1, high=100, section="timings")
    retry_minutes: int = setting(240, "Minutes between attempts", section="timings", **MINUTES)
    ring_timeout: int = setting(
        30, "Seconds of ringing", unit="seconds", low=5, high=120, section="timings"
    )
    longest_call: int = setting(
        3600,
        "Longest call, seconds",
        "The talk with a representative is part of it",
        unit="seconds",
        low=30,
        high=86_400,
        section="timings",
    )
    max_live: int = setting(
        0,
        "Calls at the same time",
        "0: as many as the speed makes",
        low=0,
        high=100_000,
        section="timings",
        zero="no cap",
    )
    keep_live: int = setting(
        0,
        "Calls kept going",
        "Each that ends is followed by another, instead of so many per minute. 0: by the speed.",
        low=0,
        high=100_000,
        section="timings",
        zero="by calls per minute",
    )
    max_cps: float = setting(
        0.0,
        "Calls per second at most",
        "0: no limit of its own",
        unit="calls per second",
        low=0,
        high=100,
        section="timings",
        zero="no limit",
    )
    max_transfers: int = setting(
        0,
        "Transfers at the same time",
        "Representatives who can talk; 0: no cap",
        low=0,
        high=100_000,
        section="timings",
        zero="no cap",
        interactive=True,
    )
    precedence: int = setting(
        5,
        "Priority",
        "1 to 5: a higher one takes what it can use of the global speed, equals share.",
        low=1,
        high=5,
        section="timings",
    )
    priority: int = setting(
        1,
        "Weight",
        "Its part of the global speed, beside other campaigns",
        low=1,
        high=100,
        section="timings",
    )
    wrap_up: int = setting(
        30,
        "Wrap-up, seconds (agents only)",
        "To say what became of a call. After it an agent is late, and still in wrap-up.",
        unit="seconds",
        low=0,
        high=3600,
        section="timings",
        with_agents=True,
    )
    retry_policy: Mapping[str, int] = setting(
        {},
        "Minutes until the next attempt, by how the last one ended",
        "Empty: the minutes between attempts. After a whole message, at least a day passes.",
        check=checks.retry_policy,
        section="timings",
        zero="as between attempts",
        as_shape=Shape.BY_OUTCOME,
        **MINUTES,
    )
    outcome_rules: Mapping[str, str] = setting(
        {},
        "What follows, by how the call ended",
        "Where there would be another attempt. Empty: the next number.",
        check=checks.outcome_rules,
        section="timings",
        zero="the next number",
        as_shape=Shape.RULES,
    )
    disposition_rules: Mapping[str, str] = setting(
        {},
        "What follows, by what somebody says",
        "Empty: as the disposition says.",
        check=checks.disposition_rules,
        section="timings",
        zero="as dispositions say",
        as_shape=Shape.RULES,
    )
    max_per_number: int = setting(
        0,
        "Attempts at one number at most",
        "Of a run. 0: as many as the record has",
        low=0,
        high=100,
        section="timings",
        zero="no limit",
    )
    phone_kinds: str = setting(
        "",
        "Types of phones, in the order in which they are dialed",
        "As mobile, home, work. Types that are not named come last.",
        longest=64,
        check=checks.phone_kinds,
        section="timings",
        zero="as the list has them",
    )
    only_phone_kinds: bool = setting(
        False, "Only these types of phones are dialed", section="timings"
    )
    spread: bool = setting(
        False,
        "Not in the same part of the day as last time",
        "Morning, afternoon from 12:00, evening from 17:00, where the person is.",
        section="timings",
    )
    right_party: bool = setting(
        False,
        "Who answers confirms first who they are (LB only)",
        "By key 1, before the message is played. After a 2, or no key, it is not.",
        section="message",
        interactive=True,
    )
    template_en: str = setting(
        "",
        "English template",
        "A new campaign without any text gets the default ones.",
        section="message",
        as_shape=Shape.TEXT,
    )
    voice_en: str = setting(
        "",
        "English voice",
        longest=64,
        choices=_voices(Language.EN),
        check=checks.voice_in(Language.EN),
        section="message",
    )
    template_fr: str = setting(
        "",
        "French template",
        "Records of Quebec hear both, the language of the campaign first.",
        section="message",
        as_shape=Shape.TEXT,
    )
    voice_fr: str = setting(
        "",
        "French voice",
        longest=64,
        choices=_voices(Language.FR),
        check=checks.voice_in(Language.FR),
        section="message",
    )
    empty_variable: str = setting(
        templates.SKIP_SENTENCE,
        "When a variable is empty for a person",
        longest=16,
        choices={
            templates.SKIP_SENTENCE: "Its sentence is not said",
            templates.FAIL_RECORD: "The person is not called",
        },
        section="message",
    )
    engine: str = setting(
        "",
        "Speech engine",
        longest=32,
        choices={"": AS_INSTALLED} | {name: name for name in EngineName},
        check=checks.engine,
        section="message",
    )


FIELDS = table_of(Draft)

MODES: dict[CampaignKind, tuple[Mode, ...]] = {
    CampaignKind.LB: (Mode.CPM,),
    CampaignKind.MD: (Mode.CPM,),
    CampaignKind.AG: (Mode.PROGRESSIVE, Mode.PREVIEW, Mode.POWER, Mode.AGENT_FIRST),
}
"""How each kind may decide how many calls to start: by the first where nobody chose."""


def mode_of(kind: CampaignKind, mode: Mode) -> Mode:
    """As it was chosen; by its speed is no choice of a kind that has no speed."""
    return MODES[kind][0] if mode is Mode.CPM else mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign(Draft):
    """A campaign as the deciders see it."""

    id: int
    run_state: RunState
    audio_state: AudioState
    run_number: int
    template_version: int
    simulated: bool
    next_start_at: datetime | None
    run_reason: str = ""
    run_state_at: datetime | None = None
    archived_at: datetime | None = None
    created_at: datetime | None = None
    deleted_at: datetime | None = None
    undoing: int | None = None
    """The import that is being undone: meanwhile nobody is dialed."""
    planned_until: datetime | None = None
    """Until when the edges of its schedule are dealt with."""
    closing_at: datetime | None = None
    """Since when what was not dialed is being marked; None: it is not."""
    renewing_at: datetime | None = None
    """Since when everybody is made ready for a new run: meanwhile nobody is dialed."""
    last_run_at: datetime | None = None
    """When it was last started; None: never, or by a release that did not note it."""
    updated_at: datetime | None = None

    @property
    def flow(self) -> FlowTraits:
        """What its calls ask of the switch and of the person."""
        return flow_of(self.kind, right_party=self.right_party)

    @property
    def script(self) -> Script:
        """What its calls say."""
        return Script(
            campaign_id=self.id,
            kind=self.kind,
            right_party=self.right_party,
            language=self.language,
            template_en=self.template_en,
            template_fr=self.template_fr,
            version=self.template_version,
            on_empty=self.empty_variable,
            engine=self.engine,
            voice_en=self.voice_en,
            voice_fr=self.voice_fr,
        )

    @property
    def connection(self) -> str:
        """Whom its calls connect to, by number; empty: to each record's own. Where they connect to
        nobody, the flow's name."""
        return self.transfer_number if self.flow.needs_transfer else self.flow.name

    @property
    def is_over(self) -> bool:
        """It is completed or put away: nobody waits to be called."""
        return self.run_state is RunState.COMPLETED or self.archived_at is not None

    @property
    def title(self) -> str:
        return title_of(self.name, self.id, deleted=self.deleted_at is not None)
