"""One phone of a record is marked do-not-call, or is dialed again."""

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.people.pasted_numbers import valid_key
from esl_dialer.core.people.stops import key_of
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound
from esl_dialer.store.database import transaction
from esl_dialer.store.people import browsing, phone_marks
from esl_dialer.store.people.browsing import Detail, Number
from esl_dialer.store.system import outbox


def mark(ctx: Context, record: int, phone: int, *, marked: bool, number: str = "") -> Number:
    """The phone, as it was; that it is so already is no error. Raises NotFound: also where the
    phone has another ``number`` than who asks has seen (SQLite gives the last one's id again)."""
    ctx.require(Permission.MANAGE_DNC)
    with transaction():
        phone_marks.hold(record)
        detail = _find(ctx, record)
        found = _phone(detail, phone, number)
        if phone_marks.put(record, phone, marked=marked):
            phone_marks.settle(record)
            phone_marks.look_again(record, ctx.now())
            action = "phone.mark" if marked else "phone.unmark"
            told = {"account": detail.row.account, "number": found.number}
            ctx.note(action, f"record {record}", **told)
            outbox.put("campaign", {"record": record}, ctx.now(), detail.row.campaign_id)
    return found


def mark_number(ctx: Context, record: int, written: str, *, marked: bool) -> Number:
    """The same by the phone's number, however it is written. Raises NotFound."""
    key = valid_key(written)
    same = (one for one in _find(ctx, record).numbers if key and key_of(one.number) == key)
    if (number := next(same, None)) is None:
        raise _no_phone()
    return mark(ctx, record, number.id, marked=marked)


def phone_of(ctx: Context, record: int, phone: int, number: str = "") -> Number:
    """Raises NotFound, as ``mark``."""
    ctx.require(Permission.VIEW)
    return _phone(_find(ctx, record), phone, number)


def _phone(detail: Detail, phone: int, number: str) -> Number:
    found = next((one for one in detail.numbers if one.id == phone), None)
    if found is None or (number and found.number != number):
        raise _no_phone()
    return found


def _no_phone() -> NotFound:
    return NotFound(Says("the record has no such phone"))


def _find(ctx: Context, record: int) -> Detail:
    if (detail := browsing.detail(record)) is None:
        raise NotFound(Says("there is no such record"))
    campaigns.kept(ctx, detail.row.campaign_id)
    return detail
