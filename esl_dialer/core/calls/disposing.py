"""What somebody says that a call came to: how it is read, and where its record stands by it."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from esl_dialer.core.calls import call_back
from esl_dialer.core.calls.day_parts import in_another_part
from esl_dialer.core.calls.dispositions import CALLS_AGAIN, Disposition, Follows
from esl_dialer.core.calls.progress import PROTECTED_STATUSES, Progress
from esl_dialer.core.calls.retry import STATUS_OF, next_phone
from esl_dialer.core.calls.settlement import Before, counts, in_use
from esl_dialer.core.people.contact_cap import rests_until
from esl_dialer.core.people.promises import Promise, promise
from esl_dialer.core.people.stops import NumberStop, key_of
from esl_dialer.core.says import Says
from esl_dialer.core.words import Outcome, RecordStatus, StopReason

LONGEST_NOTE = 1000
HIGHEST_CENTS = 10**11
FARTHEST = timedelta(days=366)

GOES_ON = Says("the call goes on: wait until it has ended")
NOTHING_RANG = Says("nothing rang: there is nothing to say of it")


@dataclass(frozen=True, slots=True)
class Said:
    """As somebody typed it. ``call_back``: ISO 8601, of the callee's zone unless it names one;
    ``amount`` of money, ``promised_on`` a day: 2026-12-10."""

    note: str = ""
    call_back: str = ""
    amount: str = ""
    promised_on: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """What was said with a disposition, read."""

    note: str
    call_back: datetime | None = None
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Disposed:
    """What a disposition changes; ``progress`` None: its record has gone on since, and stays.
    ``closed``: it would be called again, but its campaign was marked complete."""

    progress: Progress | None
    bad_phone: int | None = None
    stop: NumberStop | None = None
    reopened: str = ""
    """Since when its campaign was completed, which has somebody to dial again; empty: it was not,
    or has not."""
    closed: bool = False


def read(
    disposition: Disposition, said: Said, clock: tzinfo, now: datetime
) -> tuple[Meant, dict[str, Says]]:
    """What was said, and what is wrong with it, by field; ``clock``: where the person is."""
    note = " ".join(said.note.split())
    problems: dict[str, Says] = {}
    if len(note) > LONGEST_NOTE:
        problems["note"] = Says("at most {most} letters", most=LONGEST_NOTE)
    elif disposition.needs_note and not note:
        problems["note"] = Says("this disposition needs a note")
    at = _call_back(disposition, said.call_back, clock, now, problems)
    promised = _promise(disposition, said, clock, now, problems)
    return Meant(note, at, promised), problems


def _call_back(
    disposition: Disposition, text: str, clock: tzinfo, now: datetime, problems: dict[str, Says]
) -> datetime | None:
    if not text.strip():
        if disposition.needs_call_back:
            problems["call_back"] = Says("this disposition needs the day and time of a call-back")
        return None
    if disposition.follows not in CALLS_AGAIN or disposition.needs_promise:
        problems["call_back"] = Says("nobody is called back after this disposition")
        return None
    at = call_back.read_time(text, clock)
    wrong = at if isinstance(at, Says) else call_back.time_problem(at, now)
    if wrong:
        problems["call_back"] = wrong
    return None if isinstance(at, Says) else at


def _promise(
    disposition: Disposition, said: Said, clock: tzinfo, now: datetime, problems: dict[str, Says]
) -> Promise | None:
    if not disposition.needs_promise:
        for name, text in (("amount", said.amount), ("promised_on", said.promised_on)):
            if text.strip():
                problems[name] = Says("this disposition takes no promise to pay")
        return None
    cents, day = _cents(said.amount), _day(said.promised_on)
    if not 0 < cents <= HIGHEST_CENTS:
        problems["amount"] = Says("an amount of money, as 120.50")
    today = now.astimezone(clock).date()
    if day is None:
        problems["promised_on"] = Says("a day, as 2026-12-10")
    elif day < today:
        problems["promised_on"] = Says("it is in the past: choose a later day")
    elif day > today + FARTHEST:
        problems["promised_on"] = Says("it is more than a year ahead")
    else:
        return promise(cents, day, clock)
    return None


_MONEY = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?")


def _cents(text: str) -> int:
    """0: it is none."""
    plain = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").strip("$")
    if "," in plain and "." not in plain:
        head, _, tail = plain.rpartition(",")
        plain = f"{head}.{tail}" if len(tail) <= 2 else head + tail
    found = _MONEY.fullmatch(plain.replace(",", ""))
    return 100 * int(found[1]) + int((found[2] or "").ljust(2, "0")) if found else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def refusal(outcome: Outcome | None) -> Says | None:
    """Why nothing may be said of an attempt; ``outcome`` None: it is open."""
    if outcome is None:
        return GOES_ON
    return None if counts(outcome) else NOTHING_RANG


def disposed(before: Before, disposition: Disposition, meant: Meant, now: datetime) -> Disposed:
    """What follows for the record: unless it has gone on since, and for the number in any case."""
    mine = before.attempt
    stops = disposition.follows is Follows.STOP and not mine.simulated
    stop = NumberStop(key_of(mine.number), StopReason.DNC, "", "", mine.id) if stops else None
    bad = mine.phone if disposition.follows is Follows.BAD_NUMBER else None
    if not _is_last(before):
        return Disposed(None, bad, stop)
    progress = _moved(before, disposition, meant, now)
    if progress.dialable and before.is_marked_complete:
        return Disposed(_ended(before), bad, stop, closed=True)
    reopens = progress.dialable and before.is_completed
    return Disposed(progress, bad, stop, str(before.run_state_at) if reopens else "")


def _is_last(before: Before) -> bool:
    """Whether the record still stands where this attempt left it."""
    mine = before.attempt
    return (
        before.run == mine.run
        and not before.claimed_for
        and before.progress.status not in PROTECTED_STATUSES
        and all(one.claimed_at <= mine.claimed_at for one in before.siblings)
    )


def _moved(before: Before, disposition: Disposition, meant: Meant, now: datetime) -> Progress:
    mine, progress, ended = before.attempt, before.progress, _ended(before)
    if disposition.follows is Follows.STOP:
        return replace(ended, status=RecordStatus.DNC)
    phones = _good_phones(before, disposition)
    spent = progress.attempts >= before.policy.max_attempts and not meant.call_back
    if disposition.final or spent or not phones:
        return ended
    here = next((p.position for p in before.phones if p.id == mine.phone), progress.next_phone)
    stays = disposition.follows is Follows.AGAIN and here in phones
    due = meant.promise.until if meant.promise else _due(before, disposition, now)
    return replace(
        ended,
        status=RecordStatus.RETRY,
        next_phone=here if stays else next_phone(here, phones),
        not_before=due,
    )


def _ended(before: Before) -> Progress:
    """Nobody is called again, and the record has the outcome of this call."""
    outcome = before.attempt.outcome or Outcome.COMPLETED
    return replace(before.progress, status=STATUS_OF[outcome], not_before=None, urgent=False)


def _good_phones(before: Before, disposition: Disposition) -> tuple[int, ...]:
    gone = before.attempt.phone if disposition.follows is Follows.BAD_NUMBER else None
    return tuple(p.position for p in in_use(before) if p.id != gone)


def _due(before: Before, disposition: Disposition, now: datetime) -> datetime:
    """Another number of one that is bad is dialed at once, unless the disposition says otherwise;
    nobody hears two messages a day."""
    bad = disposition.follows is Follows.BAD_NUMBER
    minutes = disposition.minutes or (0 if bad else before.policy.retry_minutes)
    due, heard_at = now + timedelta(minutes=minutes), before.progress.heard_at
    due = max(due, rests_until(heard_at)) if heard_at else due
    called = before.attempt.settled_at or now
    return in_another_part(due, called, before.clock) if before.policy.spread else due
