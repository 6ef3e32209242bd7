"""The words of the domain: one name per thing, the same in code, tables, pages and logs."""

from enum import StrEnum


class CampaignKind(StrEnum):
    """What a campaign's calls do. ``LB`` is Link Back (interactive), ``MD`` is Message Drop, ``AG``
    connects people to agents."""

    LB = "LB"
    MD = "MD"
    AG = "AG"


class Mode(StrEnum):
    """How a campaign decides how many calls to start (``core.pacing.pacers``)."""

    CPM = "cpm"
    """So many calls per minute, evenly spaced."""
    PROGRESSIVE = "progressive"
    """One call for each agent who is free."""
    PREVIEW = "preview"
    """A person is shown to an agent who is free; then they are dialed, or skipped."""
    POWER = "power"
    """Several calls for each agent, who is reserved while they are dialed."""
    AGENT_FIRST = "agent_first"
    """One call after another for an agent, who hears of nobody else meanwhile."""


class Language(StrEnum):
    EN = "en"
    FR = "fr"


class RunState(StrEnum):
    """Whether a campaign dials; a person's wish, read by the engine at every tick."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"
    COMPLETED = "completed"


class AudioState(StrEnum):
    """How far a campaign's messages are spoken."""

    NONE = "none"
    GENERATING = "generating"
    READY = "ready"
    INCOMPLETE = "incomplete"


class DialOrder(StrEnum):
    RANDOM = "random"
    SEQUENTIAL = "sequential"


class RecordStatus(StrEnum):
    """Where a record stands. The last attempt's outcome becomes the status when it is final."""

    PENDING = "pending"
    QUEUED = "queued"
    DIALING = "dialing"
    RETRY = "retry"
    COMPLETED = "completed"
    TRANSFERRED = "transferred"
    TRANSFER_FAILED = "transfer_failed"
    HUNG_UP = "hung_up"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    MACHINE = "machine"
    ABANDONED = "abandoned"
    WRONG_PERSON = "wrong_person"
    DNC = "dnc"
    STOPPED = "stopped"
    FILTERED_OUT = "filtered_out"
    """Its campaign's filter does not mean it; it goes on where it was when the filter does."""
    NO_ATTEMPT = "no_attempt"
    """Its campaign was completed before it was dialed in the run."""
    DELETED = "deleted"
    """Somebody took it out after it was called: only its calls and results are left."""


CLAIMED_STATUSES = frozenset({RecordStatus.QUEUED, RecordStatus.DIALING})
DIALABLE_STATUSES = frozenset({RecordStatus.PENDING, RecordStatus.RETRY})
"""Dialed now, or when what holds them back is over."""
WAITING_STATUSES = DIALABLE_STATUSES | {RecordStatus.FILTERED_OUT}
"""They may still be called: in this run, or once the campaign's filter means them."""


class RecordAudio(StrEnum):
    """Whether a record's message exists as a file."""

    NONE = "none"
    READY = "ready"
    FAILED = "failed"
    GONE = "gone"
    """It was made, and is not on the disk: it counts again when it is back."""


class CallState(StrEnum):
    """Where an attempt's call is. It only ever moves forward."""

    CLAIMED = "claimed"
    DIALING = "dialing"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


OPEN_STATES = tuple(state for state in CallState if state is not CallState.ENDED)
"""Of a call that goes on."""


class Step(StrEnum):
    """How far the call flow came: the value of the channel variable ``dialer_step``."""

    NONE = ""
    CONFIRM = "confirm"
    """They are asked who they are, before the message."""
    MESSAGE = "message"
    HEARD = "heard"
    TRANSFER = "transfer"
    APOLOGY = "apology"
    WRONG_PERSON = "wrong_person"
    WAITING = "waiting"
    """For an agent, at most two seconds at a time."""
    ABANDONED = "abandoned"
    """No agent came: who called is said, and where to call back."""


class Outcome(StrEnum):
    """How an attempt ended (docs/decisions.md, "Outcomes, and what follows for the record")."""

    COMPLETED = "completed"
    TRANSFERRED = "transferred"
    TRANSFER_FAILED = "transfer_failed"
    HUNG_UP = "hung_up"
    WRONG_PERSON = "wrong_person"
    MACHINE = "machine"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    REFUSED = "refused"
    NOT_PLACED = "not_placed"
    LOST = "lost"
    ABANDONED = "abandoned"


SUCCESSES = frozenset({Outcome.COMPLETED, Outcome.TRANSFERRED})
"""The outcomes the guide counts in its success rate."""

NOT_IN_RESULTS = frozenset({Outcome.REFUSED, Outcome.NOT_PLACED})
"""Nothing rang: these burn no attempt and appear in no result, export or cap."""


class LegRole(StrEnum):
    CONTACT = "contact"
    TRANSFER = "transfer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    TEST = "test"


class AgentState(StrEnum):
    """What an agent does now (``core.agents.standing``)."""

    LOGGED_OUT = "logged_out"
    PAUSED = "paused"
    """Not to be given calls, for a reason of the floor's list."""
    WAITING = "waiting"
    RESERVED = "reserved"
    """Chosen for a call; its person does not hear them yet."""
    RINGING = "ringing"
    """Their own phone is being called."""
    IN_CALL = "in_call"
    WRAP_UP = "wrap_up"
    """After a call, until they say what became of it."""
    AWAY = "away"
    """Their phone's leg or their page was lost."""


class DtmfMode(StrEnum):
    """How the keys that a person presses come from a gateway."""

    RFC2833 = "rfc2833"
    """As RTP events, negotiated (RFC 2833, RFC 4733)."""
    INFO = "info"
    """As SIP INFO requests."""
    INBAND = "inband"
    """As tones in the audio: the switch listens for them."""


class PhoneKind(StrEnum):
    """Which phone of a person it is, as far as somebody says."""

    PRIMARY = "primary"
    HOME = "home"
    MOBILE = "mobile"
    WORK = "work"
    OTHER = "other"


class StopScope(StrEnum):
    """What a stop stops: one number everywhere, one person, one account of one campaign."""

    NUMBER = "number"
    PERSON = "person"
    ACCOUNT = "account"


class StopReason(StrEnum):
    DNC = "dnc"
    WRONG_PERSON = "wrong_person"
    LEGAL = "legal"
    DECEASED = "deceased"
    BANKRUPT = "bankrupt"
    """Or insolvent by another law: a trustee speaks for the person."""
    REPRESENTED = "represented"
    """By a lawyer, a guardian, an attorney."""
    WRITTEN_ONLY = "written_only"
    """The person asked to be written to, and not called."""
    DISPUTED = "disputed"
    """The person says that they do not owe it."""
    CEASE = "cease"
    """The person asked that all contact end."""


class Caller(StrEnum):
    """Who calls, as the law tells them apart."""

    AGENCY = "agency"
    """A collection agency: it collects what is owed to others."""
    CREDITOR = "creditor"
    """Who collects its own debt, and is no bank."""
    BANK = "bank"
    """A bank, or another federally regulated financial institution."""
    BANK_AGENT = "bank_agent"
    """A collection agency that calls on behalf of a bank: both sets of rules bind it."""
    TELEMARKETER = "telemarketer"


class CallKind(StrEnum):
    """What speaks when the call is answered."""

    RECORDED = "recorded"
    """A recorded or synthesized voice."""
    LIVE = "live"
    """A person."""
