"""A database that was put back from an earlier time: how it is noticed, what is known of the calls
since, and what becomes of the records that may have been called.

Each database has an identity for good, and an epoch: from one restore to the next. It counts its
engines' beats and claims, and the data directory keeps what it counted last (``Mark``), so that a
database which knows less than that is one from before. The switch's word counts beside: a call of
this database that it does not know was placed after what it knows last.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from esl_dialer.core.calls.call import Call
from esl_dialer.core.calls.correcting import LATEST
from esl_dialer.core.calls.events import Ended
from esl_dialer.core.calls.settlement import Before, Settlement, settled
from esl_dialer.core.people.contact_cap import rests_until
from esl_dialer.core.says import Says
from esl_dialer.core.words import Outcome, RunState

RESTORED = "RESTORED"
"""The cause of an attempt of which nobody can say whether it was placed, before the restore."""

LIVES = timedelta(minutes=5)
"""A server's database that an engine wrote so lately is the living one, on whichever machine an
engine takes it up: a machine of PostgreSQL that takes over has no mark of it yet. Of an embedded
one it is a copy, perhaps beside the one that lives."""

FIRST_BEAT = 1
"""An engine that was killed in its first beat has marked nothing outside, and called nobody."""

SKEW = timedelta(minutes=1)
"""So far apart the switch's clock and ours may be."""


class Because(StrEnum):
    """How it was noticed."""

    COMMAND = "command"
    """``esl-dialer restore`` put it there."""
    BEHIND = "behind"
    """The data directory knows of later commits than the database."""
    MOVED = "moved"
    """No engine of this data directory ever worked with it, and none lately elsewhere."""
    SWITCH = "switch"
    """The switch had calls of it that it does not know."""


class Word(StrEnum):
    """What a person says of records that may have been called."""

    CALLED = "called"
    """They count as called at the end of the time that is unknown."""
    TOMORROW = "tomorrow"
    """They wait until the next business day, and count as not called."""
    DIAL = "dial"
    """They were not called: they may be dialed at once."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a database is: the same inside and outside of it. ``at`` is when it was last
    marked, None before the first engine; ``claims`` counts attempts, placed or not."""

    identity: str
    epoch: str = ""
    beats: int = 0
    claims: int = 0
    at: datetime | None = None


def because(
    inside: Mark, outside: Mark | None, past: Set[str], now: datetime, *, embedded: bool
) -> Because | None:
    """Why the database is a restored one; None: it is the one that was worked with.

    ``outside`` is what the data directory knows, None when it knows nothing; ``past`` are the
    epochs of restores that the database knows of.
    """
    if outside is None:
        if inside.at is None or not inside.epoch or inside.beats <= FIRST_BEAT:
            return None
        return Because.MOVED if embedded or now - inside.at > LIVES else None
    if outside.epoch == inside.epoch:
        behind = outside.beats > inside.beats or outside.claims > inside.claims
        return Because.BEHIND if behind else None
    return None if outside.epoch in past else Because.BEHIND


@dataclass(frozen=True, slots=True)
class Gap:
    """The time of which the database knows nothing. ``claims``: at most so many calls were placed
    in it; None: nobody can say."""

    since: datetime
    until: datetime
    claims: int | None


def gap(inside: Mark, outside: Mark | None, now: datetime) -> Gap:
    """From what the database knows last until what the data directory knows last, or now."""
    since = inside.at or now
    until = max(since, outside.at) if outside is not None and outside.at else now
    counted = outside is not None and outside.epoch == inside.epoch
    claims = max(0, outside.claims - inside.claims) if outside is not None and counted else None
    return Gap(since, min(until, now), claims)


@dataclass(frozen=True, slots=True)
class OnSwitch:
    """A call to a contact as the switch tells of it: its detail record, or its channel.

    ``number`` is digits; ``identity`` the database's that placed it, empty in calls of earlier
    releases; ``ended`` is None while it goes on.
    """

    attempt: str
    campaign: int
    record: int
    number: str
    began_at: datetime
    identity: str = ""
    core: str = ""
    caller_id: str = ""
    ended: Ended | None = None


def may_be_ours(call: OnSwitch, mark: Mark) -> bool:
    """Whether it may be a call of this database from after what it knows last."""
    if call.identity not in ("", mark.identity):
        return False
    return mark.at is None or call.began_at >= mark.at - SKEW


def before(mark: Mark, last: Gap | None, now: datetime) -> Mark:
    """The mark as it was before the last restore, while its calls may still come to be known."""
    if last is None or mark.at is None or now - last.until > LATEST:
        return mark
    return replace(mark, at=min(mark.at, last.since))


def left(claims: int | None, taken: int) -> int | None:
    """How many calls are unknown at most, when so many were found at the switch; None: nobody can
    say."""
    return None if claims is None else max(0, claims - taken)


@dataclass(frozen=True, slots=True)
class Held:
    """A campaign of a restored database. ``word`` is None while it waits."""

    id: int
    name: str
    run_state: RunState
    unknown: int
    word: Word | None
    said_at: datetime | None
    said_by: str


def told_on(at: datetime, zone: tzinfo) -> str:
    """The day and the second, as people write them in every language."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def why_held(since: str, until: str, *, asked: bool, unknown: int) -> Says:
    """Why a campaign of a restored database is held back; ``unknown`` records may have been
    called. Instants as people read them."""
    if not asked:
        return Says(
            "this database was restored: the switch has still to be asked about the calls since "
            "{since}",
            since=since,
        )
    if not unknown:
        return Says(
            "this database was restored: every call since {since} is known, and it waits for your "
            "word",
            since=since,
        )
    return Says(
        "this database was restored: calls between {since} and {until} are unknown, "
        "{unknown} {unknown:record waits|records wait} for your word",
        since=since,
        until=until,
        unknown=unknown,
    )


def counted_as_called(before: Before, call: Call, at: datetime) -> Settlement:
    """A record that may have been called counts as called, and its message as heard, at the end of
    the time that is unknown: every cap of its number and person counts it."""
    done = settled(before, call, Outcome.LOST, RESTORED, at)
    if done.progress is None:
        return replace(done, heard_at=at)
    progress = replace(done.progress, heard_at=at)
    if progress.not_before is not None:
        progress = replace(progress, not_before=max(progress.not_before, rests_until(at)))
    return replace(done, heard_at=at, progress=progress)
