"""Records: a campaign's, one person's, and the search for a person."""

from flask import Blueprint, g, render_template, request

from esl_dialer.core.campaigns.parts import Part
from esl_dialer.core.lists.layout import header_of
from esl_dialer.core.people.gates import gate_of
from esl_dialer.core.people.provinces import clock_of
from esl_dialer.core.people.whereabouts import why_there
from esl_dialer.core.says import Says
from esl_dialer.core.words import RecordStatus
from esl_dialer.services.calls import disposing, dispositions
from esl_dialer.services.calls.disposing import Spoken
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.people import consents, person_stops, records
from esl_dialer.services.people.records import Detail, Person
from webui.pages.deleted_campaign import refuse_deleted
from webui.pages.dispositions import title_of
from webui.pages.noted import CHANNELS, FORMS, SCOPES
from webui.text.language import translate as _
from webui.text.listed import listed

AS_IT_WAS_READ = Says("as its list was read")

pages = Blueprint("records", __name__)
pages.before_request(refuse_deleted)


@pages.get("/campaigns/<int:number>/records")
def of_campaign(number: int) -> str:
    return _page(campaigns.get(g.ctx, number).id)


@pages.get("/people")
def search() -> str:
    """One person, over all campaigns: someone who calls back must be found."""
    return _page(None)


def _page(number: int | None) -> str:
    asked = {
        "search": request.args.get("search", "").strip(),
        "status": request.args.get("status", ""),
        "part": request.args.get("part", "") if number is not None else "",
    }
    begun = number is not None or asked["search"]
    after = request.args.get("after", 0, type=int)
    search, status, part = asked["search"], asked["status"], asked["part"]
    found = records.page(g.ctx, number, search, status, part=part, after=after) if begun else None
    return render_template(
        "records.html",
        campaign=campaigns.get(g.ctx, number) if number else None,
        page=found,
        parts=list(Part),
        statuses=[one for one in RecordStatus if one is not RecordStatus.DELETED],
        **asked,
    )


@pages.get("/records/<int:record>")
def detail(record: int) -> str:
    found = records.person(g.ctx, record)
    return render_template(
        "record.html",
        person=found,
        clock=clock_of(found.detail.gate) or "UTC",
        why_there=_why_there(found.detail),
        stops=person_stops.of_record(g.ctx, record),
        scopes=SCOPES,
        consents=consents.of_record(g.ctx, record),
        forms=FORMS,
        channels=CHANNELS,
        now=g.ctx.now(),
        header_of=header_of,
        listed=listed,
        said=_said(found),
    )


def _said(person: Person) -> dict[str, tuple[str, str]]:
    """By call, what somebody said that it came to, and the note."""
    titles = dispositions.titles(g.ctx)
    spoken = disposing.spoken(g.ctx, [one.attempt for one in person.history if one.disposition])
    return {
        one.attempt: (title_of(one.disposition, titles), _told(spoken.get(one.attempt)))
        for one in person.history
        if one.disposition
    }


def _told(spoken: Spoken | None) -> str:
    """The promise to pay, then the note."""
    if spoken is None:
        return ""
    promised = Says("{amount} by {day}")
    parts = [spoken.note]
    if spoken.cents:
        parts.insert(0, _(promised, amount=f"{spoken.cents / 100:.2f}", day=spoken.promised_on))
    return " · ".join(filter(None, parts))


def _why_there(detail: Detail) -> list[tuple[str, Says]]:
    """Each zone in which the person may be, and what says so."""
    numbers = [one.number for one in detail.numbers]
    code = str(detail.fields.get("postal_code", ""))
    own, by_hand = detail.zone or "", detail.zone_by_hand
    known = why_there(detail.row.province, code, numbers, own, by_hand=by_hand)
    zones = sorted(gate_of(detail.gate).zones)
    return [(name, known.get(name, AS_IT_WAS_READ)) for name in zones]
