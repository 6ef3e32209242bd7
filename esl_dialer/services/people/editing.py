"""A record is changed by hand: its fields, its phones, its own fields, its zone."""

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.lists import by_hand
from esl_dialer.core.lists.by_hand import Changes, Entry, Typed
from esl_dialer.core.lists.likeness import KEEP
from esl_dialer.core.says import Says
from esl_dialer.core.speech.messages import says_the_same
from esl_dialer.core.speech.templates import TemplateError
from esl_dialer.core.speech.variables import custom_key
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import RecordAudio
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.store.accounts import users
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.lists import filtering
from esl_dialer.store.people import editing
from esl_dialer.store.people.editing import Stored
from esl_dialer.store.system import outbox

NOT_SAVED = Says("the record is not saved")
IN_PROGRESS = Says("it is being called now: wait until the call has ended")


def as_it_is(ctx: Context, record: int) -> Typed:
    """The record as the form has it. Raises NotFound."""
    ctx.require(Permission.VIEW)
    return _find(ctx, record)[0].typed


def edit(ctx: Context, record: int, typed: Typed) -> tuple[str, ...]:
    """Write what somebody typed; the names of what changed. Where another message would be heard
    now, the one that is spoken counts no more.

    Raises NotFound, Invalid with every problem at once, Refused: it is being called.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    try:
        with transaction():
            before, campaign = _find(ctx, record, hold=True)
            entry = read(ctx, typed, before.typed)
            if before.in_progress:
                raise Refused(NOT_SAVED, [IN_PROGRESS])
            unspoken = _is_unspoken(campaign, before, entry)
            several = campaign.duplicates == KEEP
            if not editing.put(before, entry, ctx.now(), unspoken=unspoken, several=several):
                raise Refused(NOT_SAVED, [IN_PROGRESS])
            filtering.judge_one(campaign, record, ctx.now())
            changed = _changed(before, record)
            if changed:
                told = {"account": entry.account, "changed": list(changed)}
                ctx.note("record.edit", f"record {record}", **told)
                outbox.put("campaign", {"record": record}, ctx.now(), campaign.id)
    except Duplicate:
        raise account_in_use(typed) from None
    return changed


def change(ctx: Context, record: int, changes: Changes) -> tuple[str, ...]:
    """The same of some of it: what is not given stays."""
    return edit(ctx, record, by_hand.with_changes(as_it_is(ctx, record), changes))


def read(ctx: Context, typed: Typed, kept: Typed = by_hand.NOTHING_KEPT) -> Entry:
    """Raises Invalid with every problem at once."""
    entry, problems = by_hand.read(typed, kept)
    owner = typed.owner.strip()
    if owner and owner != kept.owner and not _is_user(owner):
        problems["owner"] = Says("there is no user {name}", name=quoted(owner))
    if entry is None or problems:
        raise Invalid(problems)
    return entry


def _is_user(name: str) -> bool:
    user = users.by_name(name)
    return user is not None and user.active


def account_in_use(typed: Typed) -> Invalid:
    account = typed.fields.get("account_number", "").strip()
    told = Says("account {account} is in the campaign already", account=quoted(account))
    return Invalid({"account_number": told})


def _find(ctx: Context, record: int, *, hold: bool = False) -> tuple[Stored, Campaign]:
    if (found := editing.find(record, hold=hold)) is None:
        raise NotFound(Says("there is no such record"))
    return found, campaigns.kept(ctx, found.campaign)


def _is_unspoken(campaign: Campaign, before: Stored, entry: Entry) -> bool:
    """Whether a message that is spoken, or could not be, is not what would be said now."""
    if before.audio is RecordAudio.NONE:
        return False
    own = {"account_number": entry.account, "full_name": entry.full_name}
    custom = {custom_key(name): value for name, value in entry.custom.items()}
    after = {**custom, **entry.fields, **own, "province": entry.province}
    try:
        return not says_the_same(campaign.script, before.spoken, after)
    except TemplateError:
        return True


def _changed(before: Stored, record: int) -> tuple[str, ...]:
    """What differs from what stood there, by field."""
    after = editing.find(record)
    was, now = before.typed, after.typed if after else before.typed
    fields = {name for name in was.fields.keys() | now.fields if was.fields.get(name, "")
              != now.fields.get(name, "")}  # fmt: skip
    whole = ("phones", "custom", "zone", "priority", "owner")
    return (*sorted(fields), *(name for name in whole if getattr(was, name) != getattr(now, name)))
