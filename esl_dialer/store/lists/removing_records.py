"""Records that are taken out of a campaign again, with people whom nothing else has."""

from collections.abc import Iterable, Sequence
from typing import Any

from peewee import fn

from esl_dialer.core.words import CLAIMED_STATUSES, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.lists.list_records import replaceable
from esl_dialer.store.people import persons


def _untried() -> Any:
    """For WHERE: replaceable, or its campaign was completed before anybody dialed it."""
    return replaceable() | (models.Record.status == RecordStatus.NO_ATTEMPT)


def promised() -> Any:
    """For WHERE: a record whose person is not to be called, or one of whose phones is not. What
    says so is kept with the person alone: it would go with them."""
    record, person, phone = models.Record, models.Person, models.Phone
    stopped = (person.id == record.person) & person.stop_reason.is_null(False)
    marked = (phone.person == record.person) & phone.do_not_call
    return fn.EXISTS(person.select(person.id).where(stopped)) | fn.EXISTS(
        phone.select(phone.id).where(marked)
    )


def remove_pending(campaign_id: int, accounts: Sequence[str]) -> set[str]:
    """Delete those records that are pending and were never called; their accounts.

    The status is asked again as they are deleted: one that was claimed meanwhile, where two may
    write at once, would take its attempt with it. Their people and phones go too.
    """
    record, attempt = models.Record, models.Attempt
    called = attempt.select(attempt.id).where(attempt.record == record.id)
    query = record.select(record.id, record.person, record.account).where(
        (record.campaign == campaign_id)
        & record.account.in_(list(accounts))
        & _untried()
        & ~fn.EXISTS(called)
    )
    doomed = list(query.tuples())
    named = record.id.in_([number for number, *_ in doomed])
    record.delete().where(named & _untried()).execute()
    persons.let_go(person for _, person, _ in doomed)
    kept = {number for (number,) in record.select(record.id).where(named).tuples()}
    return {account for number, _, account in doomed if number not in kept}


def remove_undialed(campaign_id: int, after: int, upto: int, limit: int) -> tuple[int, int]:
    """Delete the campaign's records that are pending and were never called, of ``limit`` ones from
    ``after`` on, up to ``upto``; how many, and the last one that was looked at, 0 at the end.

    A record stays that is not to be called, or one of whose phones is not. The status is asked
    again as they are deleted, as in ``remove_pending``.
    """
    record = models.Record
    within = (record.campaign == campaign_id) & (record.id > after) & (record.id <= upto)
    query = record.select(record.id, record.person).where(within).order_by(record.id).limit(limit)
    seen = dict(query.tuples())
    if not seen:
        return 0, 0
    going = record.id.in_(list(seen)) & _going()
    gone = record.delete().where(going).execute()
    persons.let_go(seen.values())
    return gone, max(seen)


def undialed(campaign_id: int) -> int:
    """How many records of the campaign ``remove_undialed`` would delete. Reads them all once."""
    record = models.Record
    return int(record.select().where((record.campaign == campaign_id) & _going()).count())


def _going() -> Any:
    """For WHERE: what a list that replaces takes out."""
    return _untried() & ~_called() & ~promised()


def going(record_ids: Iterable[int]) -> set[int]:
    """Those of the records that ``remove_undialed`` would delete."""
    record = models.Record
    query = record.select(record.id).where(record.id.in_(list(record_ids)) & _going())
    return {number for (number,) in query.tuples()}


def _called() -> Any:
    """For WHERE: of a record."""
    attempt = models.Attempt
    return fn.EXISTS(attempt.select(attempt.id).where(attempt.record == models.Record.id))


def remove_uncalled(campaign_id: int, limit: int) -> int:
    """Delete records of the campaign that have no attempt, at most ``limit``; how many were found.

    One that is claimed meanwhile, where two may write at once, stays with its attempt. Their people
    and phones go too.
    """
    record, attempt = models.Record, models.Attempt
    called = attempt.select(attempt.id).where(attempt.record == record.id)
    mine = (record.campaign == campaign_id) & ~fn.EXISTS(called)
    rows = record.select(record.id, record.person).where(mine)
    doomed = dict(rows.limit(limit).tuples())
    free = record.status.not_in(list(CLAIMED_STATUSES))
    record.delete().where(record.id.in_(list(doomed)) & free).execute()
    persons.let_go(doomed.values())
    return len(doomed)
