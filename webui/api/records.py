"""Records: a campaign's, one of them with its attempts, and a person over all campaigns."""

from datetime import datetime
from typing import Any

from flask import Response, send_file

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.parts import Part
from esl_dialer.core.words import RecordStatus
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.people import editing, records, removing_accounts
from esl_dialer.services.people.removing_accounts import Removed
from webui.api.dialing import ReasonShown
from webui.api.routes import Reply, Request, Route, Slice
from webui.api.shapes import Given, Name, NumberedQuery, Paged, Said, Shown, Text, fields_of
from webui.pages import person_form


class RecordsQuery(NumberedQuery):
    search: Name = ""
    """An account, a part of a name, or a phone number however written."""
    status: RecordStatus | None = None
    part: Part | None = None
    """As ``parts`` of the campaign counts them."""


class FindQuery(NumberedQuery):
    search: Name
    """An account, a part of a name, or a phone number however written."""


@fields_of(records.Row)
class RecordShown(Shown):
    not_before: datetime | None
    """It waits until then."""


class PhoneShown(Shown):
    position: int
    number: str
    """E.164."""
    invalid: bool
    dialed: int
    id: int
    kind: str
    """``home``, ``mobile``, ``work``, ``other``; empty: not known."""
    do_not_call: bool
    """Marked: it is not dialed for this record. For every campaign: ``/dnc``."""
    extension: str


@fields_of(records.CallView, without="kind talk_s keys cause")
class AttemptShown(Shown):
    attempt: str
    """Also the UUID of the call's channel on the switch."""
    at: datetime
    """When it was last heard of."""


class CallBackShown(Shown):
    at: datetime
    note: str
    set_by: str
    set_at: datetime


class RecordWhole(RecordShown):
    fields: dict[str, Any]
    """The list's other columns."""
    custom: dict[str, Any]
    phones: list[PhoneShown]
    audio_ms: int
    audio_text: str
    """What the audio says."""
    audio_error: Said
    gate: str
    """The zones in which the person may be, and whose law holds there:
    ``America/Toronto|America/Winnipeg@CA-ON``."""
    zone: str | None
    """The one that somebody set, by IANA name; null: its address and phones say where it is."""
    priority: int
    """0 to 999: the higher is dialed first."""
    owner: str
    """A user's name; empty: nobody's."""
    call_back: CallBackShown | None
    """When it is called, whatever the retry rule says; null: there is none."""
    history: list[AttemptShown]
    """Its attempts, the newest first."""
    reason: ReasonShown | None
    """Why it is not dialed now; null: nothing holds it back."""


class Accounts(Given):
    accounts: list[Text]


@fields_of(Removed)
class RemovedShown(Shown):
    kept: int
    """Called, on their way, or waiting for another call."""


def every(asked: Request, campaign: int) -> Slice:
    """A campaign's records, in the order in which they came."""
    return _slice(asked, campaign, asked.query.status or "", asked.query.part or "")


def find(asked: Request) -> Slice:
    """One person, over all campaigns."""
    return _slice(asked, None)


def _slice(asked: Request, campaign: int | None, status: str = "", part: str = "") -> Slice:
    wanted = asked.query
    found = records.page(
        asked.ctx,
        campaign,
        wanted.search,
        status,
        part=part,
        after=wanted.after,
        limit=wanted.limit,
    )
    return Slice(found.records, str(found.next or ""))


def shown(asked: Request, record: int) -> dict[str, Any]:
    person = records.person(asked.ctx, record)
    names = (
        *("fields", "custom", "audio_ms", "audio_text", "audio_error"),
        *("gate", "zone", "priority", "owner", "call_back"),
    )
    row = RecordShown.model_validate(person.detail.row).model_dump()
    return row | {
        **{name: getattr(person.detail, name) for name in names},
        "phones": person.detail.numbers,
        "history": person.history,
        "reason": person.reason,
    }


def message(asked: Request, record: int) -> Response:
    """The record's message as a WAV file."""
    path = records.audio_file(asked.ctx, record)
    return send_file(path, mimetype="audio/wav", conditional=True)


def remove(asked: Request, campaign: int) -> Removed:
    """Take accounts off a campaign before they are dialed; those that were called are kept."""
    campaigns.get(asked.ctx, campaign)
    return removing_accounts.remove(asked.ctx, campaign, "\n".join(asked.body.accounts))


def show(asked: Request, record: int, headers: dict[str, str] | None = None) -> Reply:
    """One record: its phones, its attempts, and why it is not dialed now.

    The header ETag stands for what can be edited: send it as If-Match with a change.
    """
    tag = {"ETag": f'"{tag_of(asked, record)}"'}
    return Reply(shown(asked, record), tag | (headers or {}))


def tag_of(asked: Request, record: int) -> str:
    return person_form.mark(editing.as_it_is(asked.ctx, record))


ROUTES = (
    Route("GET", "/campaigns/{campaign}/records", Permission.VIEW, every, Paged[RecordShown],
          query=RecordsQuery),
    Route("POST", "/campaigns/{campaign}/records/remove", Permission.MANAGE_CAMPAIGNS, remove,
          RemovedShown, body=Accounts),
    Route("GET", "/records", Permission.VIEW, find, Paged[RecordShown], query=FindQuery),
    Route("GET", "/records/{record}", Permission.VIEW, show, RecordWhole),
    Route("GET", "/records/{record}/message", Permission.VIEW, message, sends=("audio/wav",)),
)  # fmt: skip
