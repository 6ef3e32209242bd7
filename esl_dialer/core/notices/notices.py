"""Notices: what people are told without asking, and in which words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from esl_dialer.core.says import Says, Value


class NoticeKind(StrEnum):
    FINISHED = "campaign_finished"
    COMPLETED = "campaign_completed"
    START_WAITS = "campaign_start_waits"
    REOPENED = "campaign_reopened"
    STALLED = "campaign_stalled"
    SWITCH_DOWN = "switch_down"
    SWITCH_UP = "switch_up"
    GATEWAY_DOWN = "gateway_down"
    GATEWAY_UP = "gateway_up"
    GATEWAY_RESTS = "gateway_rests"
    GATEWAY_WORKS = "gateway_works"
    SHORT_CALLS = "gateway_short_calls"
    DISK_LOW = "disk_low"
    DISK_BACK = "disk_back"
    AUDIO_LOST = "audio_lost"
    AUDIO_FOUND = "audio_found"
    MESSAGES_GONE = "messages_gone"
    MESSAGES_BACK = "messages_back"
    LAW_UNREADABLE = "law_unreadable"
    LAW_READ = "law_read"
    RESTORED = "database_restored"
    GONE_ON = "restored_gone_on"
    EXPORT_FAILED = "export_failed"
    LIST_DONE = "list_done"
    LIST_FAILED = "list_failed"
    LIST_UNDONE = "list_undone"
    LIST_NOT_UNDONE = "list_not_undone"
    AUDIO_DONE = "audio_done"
    AUDIO_FAILED = "audio_failed"
    TEST = "test"


class Level(StrEnum):
    INFO = "info"
    WARNING = "warning"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a kind says; a notice's values stand in its places.

    ``setting`` switches the kind off; empty: it can't be. A kind that ``clears`` another is told
    only after that one. What is for ``pages_only`` is not sent by e-mail or webhook.
    """

    text: Says
    level: Level
    setting: str = ""
    clears: NoticeKind | None = None
    pages_only: bool = False


WORDINGS: dict[NoticeKind, Wording] = {
    NoticeKind.FINISHED: Wording(
        Says("{campaign} is finished: nothing is left to dial."),
        Level.INFO,
        "notice_campaign_finished",
    ),
    NoticeKind.COMPLETED: Wording(
        Says("{campaign} is marked complete: nobody else of it is dialed."),
        Level.INFO,
        "notice_campaign_finished",
    ),
    NoticeKind.START_WAITS: Wording(
        Says("{campaign} should have started on {at}, and waits: {why}"),
        Level.DANGER,
        "notice_campaign_stalled",
    ),
    NoticeKind.REOPENED: Wording(
        Says(
            "{campaign} is finished, but a call of it turned out not to count: it has something to "
            "dial again. Start it to go on."
        ),
        Level.WARNING,
        "notice_campaign_finished",
    ),
    NoticeKind.STALLED: Wording(
        Says(
            "{campaign} stands still: {dialable} {dialable:record|records} could be dialed, and no "
            "call was placed for {minutes} {minutes:minute|minutes}."
        ),
        Level.WARNING,
        "notice_campaign_stalled",
    ),
    NoticeKind.SWITCH_DOWN: Wording(
        Says("The switch can't be reached: no calls are placed."),
        Level.DANGER,
        "notice_switch",
    ),
    NoticeKind.SWITCH_UP: Wording(
        Says("The switch is reached again."),
        Level.INFO,
        "notice_switch",
        NoticeKind.SWITCH_DOWN,
    ),
    NoticeKind.GATEWAY_DOWN: Wording(
        Says("The gateway {gateway} is down."),
        Level.DANGER,
        "notice_gateway",
    ),
    NoticeKind.GATEWAY_UP: Wording(
        Says("The gateway {gateway} is up again."),
        Level.INFO,
        "notice_gateway",
        NoticeKind.GATEWAY_DOWN,
    ),
    NoticeKind.GATEWAY_RESTS: Wording(
        Says(
            "The gateway {gateway} refuses every call ({cause}): it rests, and is tried again by "
            "itself."
        ),
        Level.DANGER,
        "notice_gateway",
    ),
    NoticeKind.GATEWAY_WORKS: Wording(
        Says("The gateway {gateway} takes calls again."),
        Level.INFO,
        "notice_gateway",
        NoticeKind.GATEWAY_RESTS,
    ),
    NoticeKind.SHORT_CALLS: Wording(
        Says(
            "Too many short or unanswered calls on the gateway {gateway}: its carrier may close it."
        ),
        Level.WARNING,
        "notice_short_calls",
    ),
    NoticeKind.DISK_LOW: Wording(
        Says("The disk is nearly full: {megabytes} MB are free."),
        Level.DANGER,
        "notice_disk",
    ),
    NoticeKind.DISK_BACK: Wording(
        Says("The disk has room again: {megabytes} MB are free."),
        Level.INFO,
        "notice_disk",
        NoticeKind.DISK_LOW,
    ),
    NoticeKind.AUDIO_LOST: Wording(
        Says("Messages can't be read: {why}. Whom they are for is not called until they are back."),
        Level.DANGER,
    ),
    NoticeKind.AUDIO_FOUND: Wording(
        Says("The messages can be read again."),
        Level.INFO,
        clears=NoticeKind.AUDIO_LOST,
    ),
    NoticeKind.MESSAGES_GONE: Wording(
        Says(
            "Messages of {campaign} are not on the disk: {count} {count:record waits|records wait} "
            "until they are back, or made again."
        ),
        Level.WARNING,
    ),
    NoticeKind.MESSAGES_BACK: Wording(
        Says("The messages of {campaign} that were gone are there again."),
        Level.INFO,
        clears=NoticeKind.MESSAGES_GONE,
    ),
    NoticeKind.LAW_UNREADABLE: Wording(
        Says(
            "Rules of law that were added do not fit this release: {files}. Nobody is called until "
            "they are mended or removed, on the page Law or by esl-dialer law remove."
        ),
        Level.DANGER,
    ),
    NoticeKind.LAW_READ: Wording(
        Says("All rules of law that were added are in force again."),
        Level.INFO,
        clears=NoticeKind.LAW_UNREADABLE,
    ),
    NoticeKind.RESTORED: Wording(
        Says(
            "This database was restored: calls since {since} may be unknown to it. Nothing is "
            "dialed until the switch was asked about them, and you have let each campaign go on."
        ),
        Level.DANGER,
    ),
    NoticeKind.GONE_ON: Wording(
        Says("Every campaign of the restored database may go on."),
        Level.INFO,
        clears=NoticeKind.RESTORED,
    ),
    NoticeKind.EXPORT_FAILED: Wording(
        Says("The results of {day} could not be uploaded: {error}"),
        Level.DANGER,
        "notice_export_failed",
    ),
    NoticeKind.LIST_DONE: Wording(
        Says("{list} is imported into {campaign}: {good} {good:row|rows}, {bad} rejected."),
        Level.INFO,
        "notice_work",
        pages_only=True,
    ),
    NoticeKind.LIST_FAILED: Wording(
        Says("{list} could not be imported into {campaign}: {error}"),
        Level.DANGER,
        "notice_work",
    ),
    NoticeKind.LIST_UNDONE: Wording(
        Says("{list} is undone: {removed} {removed:record|records} of {campaign} taken out."),
        Level.INFO,
        "notice_work",
        pages_only=True,
    ),
    NoticeKind.LIST_NOT_UNDONE: Wording(
        Says("{list} in {campaign} is not undone: somebody was called meanwhile."),
        Level.WARNING,
        "notice_work",
        pages_only=True,
    ),
    NoticeKind.AUDIO_DONE: Wording(
        Says(
            "The audio of {campaign} is made: {done} {done:message|messages}, {failed} could not "
            "be spoken."
        ),
        Level.INFO,
        "notice_work",
        pages_only=True,
    ),
    NoticeKind.AUDIO_FAILED: Wording(
        Says("The audio of {campaign} could not be made: {error}"),
        Level.DANGER,
        "notice_work",
    ),
    NoticeKind.TEST: Wording(
        Says("This is a test, asked for by {who}."),
        Level.INFO,
    ),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """``subject`` is what it is about (a gateway's name, a campaign's number)."""

    number: int
    at: datetime
    kind: NoticeKind
    subject: str
    campaign: int | None
    values: Mapping[str, Value]

    @property
    def level(self) -> Level:
        return WORDINGS[self.kind].level

    @property
    def says(self) -> Says:
        return WORDINGS[self.kind].text.of(**self.values)


@dataclass(frozen=True, slots=True)
class News:
    """What became known: a notice, unless it is switched off or was told."""

    kind: NoticeKind
    subject: str = ""
    campaign: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    """The same for the same happening: it is told once."""


def tells(kind: NoticeKind, last: NoticeKind | None) -> bool:
    """Whether to tell, when ``last`` is what was told last of this trouble and its end.

    What is down and goes down again is told once; what comes back, after it was told to be down.
    """
    clears = WORDINGS[kind].clears
    if clears is not None:
        return last is clears
    return last is not kind if kind in _CLEARED else True


_CLEARED = {wording.clears for wording in WORDINGS.values() if wording.clears}


def pair(kind: NoticeKind) -> tuple[NoticeKind, ...]:
    """The kind, and the one that it ends or that ends it."""
    other = WORDINGS[kind].clears
    return tuple(one for one in NoticeKind if one in {kind, other} or WORDINGS[one].clears is kind)


# --- what the outbox says --------------------------------------------------------------------


def of_outbox(kind: str, payload: Mapping[str, Any], campaign: int | None) -> News | None:
    """The news in an entry of the outbox; None: nothing that people are told."""
    reader = _READERS.get(kind)
    return reader(payload, campaign) if reader else None


def _of_campaign(payload: Mapping[str, Any], campaign: int | None) -> News | None:
    if payload.get("run_state") != "completed":
        return None
    kind = NoticeKind.COMPLETED if payload.get("verb") == "complete" else NoticeKind.FINISHED
    return News(kind, str(campaign), campaign)


def _of_waiting_start(payload: Mapping[str, Any], campaign: int | None) -> News:
    """Told once for each start, however often it is tried."""
    at = str(payload.get("at", ""))
    values = {"at": at, "why": payload.get("why", "")}
    key = f"{NoticeKind.START_WAITS} {campaign} {at}"
    return News(NoticeKind.START_WAITS, str(campaign), campaign, values, key)


def _of_reopened(payload: Mapping[str, Any], campaign: int | None) -> News:
    """Told once after each completion, however many of its calls are corrected."""
    key = f"reopened {campaign} {payload.get('completed', '')}"
    return News(NoticeKind.REOPENED, str(campaign), campaign, key=key)


def _of_restored(payload: Mapping[str, Any], _campaign: int | None) -> News:
    values = {"since": str(payload.get("since", ""))}
    return News(NoticeKind.RESTORED, "", None, values)


def _of_gone_on(_payload: Mapping[str, Any], _campaign: int | None) -> News:
    return News(NoticeKind.GONE_ON)


def _of_daily(payload: Mapping[str, Any], _campaign: int | None) -> News | None:
    if payload.get("task") != "export":
        return None
    day = str(payload.get("day", ""))
    values = {"day": day, "error": str(payload.get("error", ""))}
    return News(NoticeKind.EXPORT_FAILED, day, None, values, key=f"export {day}")


def _of_gateway(kind: NoticeKind) -> Callable[[Mapping[str, Any], int | None], News]:
    def read(payload: Mapping[str, Any], _campaign: int | None) -> News:
        values = {key: str(payload[key]) for key in ("gateway", "cause") if key in payload}
        return News(kind, values.get("gateway", ""), None, values)

    return read


def _of_work(
    name: str, kinds: Mapping[str, NoticeKind]
) -> Callable[[Mapping[str, Any], int | None], News | None]:
    """News of a list or of audio, once it is done or failed; ``name`` is the payload's number."""

    def read(payload: Mapping[str, Any], campaign: int | None) -> News | None:
        kind = kinds.get(str(payload.get("status", "")))
        if kind is None:
            return None
        number = payload.get(name)
        return News(kind, str(number), campaign, payload.get("told", {}), key=f"{kind} {number}")

    return read


_READERS: dict[str, Callable[[Mapping[str, Any], int | None], News | None]] = {
    "campaign": _of_campaign,
    "campaign.waits": _of_waiting_start,
    "campaign.reopened": _of_reopened,
    "daily": _of_daily,
    "restored": _of_restored,
    "restored.over": _of_gone_on,
    "list": _of_work(
        "list",
        {
            "done": NoticeKind.LIST_DONE,
            "failed": NoticeKind.LIST_FAILED,
            "undone": NoticeKind.LIST_UNDONE,
            "not_undone": NoticeKind.LIST_NOT_UNDONE,
        },
    ),
    "audio": _of_work("job", {"done": NoticeKind.AUDIO_DONE, "failed": NoticeKind.AUDIO_FAILED}),
    "gateway.down": _of_gateway(NoticeKind.GATEWAY_DOWN),
    "gateway.up": _of_gateway(NoticeKind.GATEWAY_UP),
    "gateway.rests": _of_gateway(NoticeKind.GATEWAY_RESTS),
    "gateway.works": _of_gateway(NoticeKind.GATEWAY_WORKS),
    "gateway.short_calls": _of_gateway(NoticeKind.SHORT_CALLS),
}

KINDS = tuple(_READERS)
"""Of the outbox's entries, those that may be news; calls make most of the others."""
