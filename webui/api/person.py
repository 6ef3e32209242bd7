"""What programs change of one record: its call-back, the marks of its phones, all that it holds."""

from typing import Annotated

from flask import request
from pydantic import Field
from werkzeug.exceptions import PreconditionFailed

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.by_hand import HIGHEST_PRIORITY, Changes, TypedPhone
from esl_dialer.core.words import PhoneKind
from esl_dialer.services.people import call_backs, editing, making, phone_marks
from esl_dialer.services.people.making import Deletion
from webui.api.records import RecordWhole, show, tag_of
from webui.api.routes import PREFIX, Reply, Request, Route
from webui.api.shapes import Given, Name, Shown, Text, fields_of


class CallBack(Given):
    at: Name
    """ISO 8601; without a zone it is the callee's time."""
    note: Text = ""
    again: bool = False
    """Also when the record is finished: it is called again, once."""


def call_back(asked: Request, record: int) -> Reply:
    """Set when the record is called, whatever the retry rule says; dialing hours still hold."""
    wanted = asked.body
    call_backs.set_for(asked.ctx, record, wanted.at, wanted.note, again=wanted.again)
    return show(asked, record)


def clear_call_back(asked: Request, record: int) -> Reply:
    """The record stands again where it stood without its call-back."""
    call_backs.clear(asked.ctx, record)
    return show(asked, record)


def mark_phone(asked: Request, record: int, phone: int) -> Reply:
    """Mark one phone do-not-call: it is not dialed for this record, its others are."""
    phone_marks.mark(asked.ctx, record, phone, marked=True)
    return show(asked, record)


def unmark_phone(asked: Request, record: int, phone: int) -> Reply:
    """Take the mark off: the phone is dialed again."""
    phone_marks.mark(asked.ctx, record, phone, marked=False)
    return show(asked, record)


class PhoneGiven(Given):
    number: Name
    """However written."""
    kind: PhoneKind | None = None


class PersonChanges(Given):
    fields: dict[str, Text] = Field(default_factory=dict)
    """By the guide's columns: ``account_number``, ``full_name``, ``balance`` ..."""
    custom: dict[str, Text | None] = Field(default_factory=dict)
    """Fields of its own, which templates say as ``{custom.NAME}``; null takes one away."""
    phones: list[PhoneGiven] | None = None
    """All its phones, in the order in which they are tried."""
    zone: Name | None = None
    """A time zone of its own, by IANA name; empty: none."""
    priority: Annotated[int, Field(ge=0, le=HIGHEST_PRIORITY)] | None = None
    owner: Name | None = None
    """A user's name; empty: nobody's."""


def change(asked: Request, record: int) -> Reply:
    """Change what is given; where another message would be heard now, it is to be spoken again.

    With the header If-Match a change is refused (412) when somebody else has changed the record
    meanwhile.
    """
    if request.if_match and not request.if_match.contains(tag_of(asked, record)):
        raise PreconditionFailed
    editing.change(asked.ctx, record, changes_of(asked.body))
    return show(asked, record)


def changes_of(given: PersonChanges) -> Changes:
    phones = given.phones
    typed = None
    if phones is not None:
        typed = tuple(TypedPhone(one.number, one.kind or "") for one in phones)
    priority = None if given.priority is None else str(given.priority)
    return Changes(given.fields, given.custom, typed, given.zone, priority, given.owner)


def add(asked: Request, campaign: int) -> Reply:
    """Add one person to a campaign; dialed once the message is spoken."""
    record = making.add_given(asked.ctx, campaign, changes_of(asked.body))
    return show(asked, record, {"Location": f"{PREFIX}/records/{record}"})


def deletion(asked: Request, record: int) -> Deletion:
    """What a deletion takes along, and how many calls stay."""
    return making.deletion(asked.ctx, record)


def delete(asked: Request, record: int) -> Deletion:
    """Take a record out of its campaign; its calls and results stay."""
    return making.delete(asked.ctx, record)


@fields_of(Deletion)
class DeletionShown(Shown):
    calls: int
    """To it: they stay in results and reports."""
    marks: int
    """Do-not-call marks of its phones."""
    stopped: bool
    """A list said not to call the person."""


_MANAGE = Permission.MANAGE_CAMPAIGNS
_ONE = "/records/{record}"
ROUTES = (
    Route("POST", "/campaigns/{campaign}/records", _MANAGE, add, RecordWhole, 201,
          body=PersonChanges),
    Route("GET", f"{_ONE}/deletion", Permission.VIEW, deletion, DeletionShown),
    Route("DELETE", _ONE, _MANAGE, delete, DeletionShown),
    Route("PATCH", _ONE, _MANAGE, change, RecordWhole, body=PersonChanges,
          tagged=True),
    Route("PUT", f"{_ONE}/call-back", _MANAGE, call_back, RecordWhole, body=CallBack),
    Route("DELETE", f"{_ONE}/call-back", _MANAGE, clear_call_back, RecordWhole),
    Route("PUT", f"{_ONE}/phones/{{phone}}/mark", Permission.MANAGE_DNC, mark_phone, RecordWhole),
    Route("DELETE", f"{_ONE}/phones/{{phone}}/mark", Permission.MANAGE_DNC, unmark_phone,
          RecordWhole),
)  # fmt: skip
