"""What programs change of one record: its call-back, the marks of its phones."""

from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.people import call_backs, phone_marks
from webui.api.records import RecordWhole, show
from webui.api.routes import Request, Route
from webui.api.shapes import Given, Name, Text


class CallBack(Given):
    at: Name
    """ISO 8601; without a zone it is the callee's time."""
    note: Text = ""
    again: bool = False
    """Also when the record is finished: it is called again, once."""


def call_back(asked: Request, record: int) -> dict[str, Any]:
    """Set when the record is called, whatever the retry rule says; dialing hours still hold."""
    wanted = asked.body
    call_backs.set_for(asked.ctx, record, wanted.at, wanted.note, again=wanted.again)
    return show(asked, record)


def clear_call_back(asked: Request, record: int) -> dict[str, Any]:
    """The record stands again where it stood without its call-back."""
    call_backs.clear(asked.ctx, record)
    return show(asked, record)


def mark_phone(asked: Request, record: int, phone: int) -> dict[str, Any]:
    """Mark one phone do-not-call: it is not dialed for this record, its others are."""
    phone_marks.mark(asked.ctx, record, phone, marked=True)
    return show(asked, record)


def unmark_phone(asked: Request, record: int, phone: int) -> dict[str, Any]:
    """Take the mark off: the phone is dialed again."""
    phone_marks.mark(asked.ctx, record, phone, marked=False)
    return show(asked, record)


_MANAGE = Permission.MANAGE_CAMPAIGNS
_ONE = "/records/{record}"
ROUTES = (
    Route("PUT", f"{_ONE}/call-back", _MANAGE, call_back, RecordWhole, body=CallBack),
    Route("DELETE", f"{_ONE}/call-back", _MANAGE, clear_call_back, RecordWhole),
    Route("PUT", f"{_ONE}/phones/{{phone}}/mark", Permission.MANAGE_DNC, mark_phone, RecordWhole),
    Route("DELETE", f"{_ONE}/phones/{{phone}}/mark", Permission.MANAGE_DNC, unmark_phone,
          RecordWhole),
)  # fmt: skip
