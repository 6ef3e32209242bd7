"""A person is added to a campaign by hand, or a record is deleted."""

from dataclasses import dataclass

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.by_hand import Changes, Entry, Typed, with_changes
from esl_dialer.core.lists.likeness import KEEP
from esl_dialer.core.lists.list_rows import ListRow
from esl_dialer.core.people.identity import person_key, same_name
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound, Refused
from esl_dialer.services.people.editing import IN_PROGRESS, account_in_use, read
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.lists import filtering, known_records
from esl_dialer.store.people import editing, making, phone_marks
from esl_dialer.store.people.editing import Stored
from esl_dialer.store.system import outbox

NOT_DELETED = Says("the record is not deleted")


@dataclass(frozen=True, slots=True)
class Deletion:
    """What goes with a record (phones, fields of its own, its message, its call-back, the phones'
    do-not-call marks, a list's stop), and how many calls stay with their results. Added again, the
    person has neither marks nor stop."""

    phones: int
    custom: int
    message: bool
    call_back: bool
    calls: int
    marks: int = 0
    stopped: bool = False


def add(ctx: Context, ref: int | str, typed: Typed) -> int:
    """The new record's number. It is dialed once its message is spoken.

    Raises NotFound, Invalid with every problem at once.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    campaign = campaigns.kept(ctx, ref)
    try:
        with transaction():
            entry = read(ctx, typed)
            key = _key_of_person(campaign.id, entry)
            several = campaign.duplicates == KEEP
            record = making.add(campaign.id, entry, key, ctx.now(), several=several)
            filtering.judge_one(campaign, record, ctx.now())
            told = {"account": entry.account, "campaign": campaign.id}
            ctx.note("record.add", f"record {record}", **told)
            outbox.put("list", {"record": record}, ctx.now(), campaign.id)
    except Duplicate:
        raise account_in_use(typed) from None
    return record


def add_given(ctx: Context, ref: int | str, given: Changes) -> int:
    """The same of what programs and commands give."""
    return add(ctx, ref, with_changes(Typed(), given))


def _key_of_person(campaign_id: int, entry: Entry) -> str:
    """That of somebody of the same name at one of these numbers, if there is one."""
    own = person_key(entry.full_name, entry.phones[0].number)
    row = ListRow(
        0, entry.account, entry.full_name, entry.province, entry.gate, own, {}, {}, entry.phones
    )
    there = known_records.known(campaign_id, 0, [row])
    same = (one for one in there if one.numbers and same_name(one.full_name, entry.full_name))
    return next((one.person_key for one in same if one.person_key), own)


def deletion(ctx: Context, record: int) -> Deletion:
    """What the confirmation says. Raises NotFound."""
    ctx.require(Permission.VIEW)
    found = _find(ctx, record)
    return Deletion(
        phones=len(found.typed.phones),
        custom=len(found.typed.custom),
        message=found.has_message,
        call_back=found.called_back,
        calls=making.calls_of(record),
        marks=len(phone_marks.of(record)),
        stopped=found.stopped,
    )


def delete(ctx: Context, record: int) -> Deletion:
    """Take a record out of its campaign: what went with it, and the calls that stay.

    Raises NotFound, Refused: it is being called.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    with transaction():
        done = deletion(ctx, record)
        before = _find(ctx, record)
        if before.in_progress or not making.delete(before):
            raise Refused(NOT_DELETED, [IN_PROGRESS])
        told = {"account": before.typed.fields.get("account_number", ""), "calls": done.calls}
        ctx.note("record.delete", f"record {record}", campaign=before.campaign, **told)
        outbox.put("list", {"record": record}, ctx.now(), before.campaign)
    return done


def _find(ctx: Context, record: int) -> Stored:
    if (found := editing.find(record)) is None:
        raise NotFound(Says("there is no such record"))
    campaigns.kept(ctx, found.campaign)
    return found
