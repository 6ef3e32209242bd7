"""What people change of one record: its call-back, the marks of its phones, all that it holds."""

from datetime import datetime

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.calls.call_back import is_finished
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.lists.by_hand import Typed
from esl_dialer.core.lists.layout import COLUMNS
from esl_dialer.core.people.own_zone import zones
from esl_dialer.core.people.provinces import REGIONS, clock_of
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.says import Says
from esl_dialer.core.words import PhoneKind
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid
from esl_dialer.services.people import call_backs, dnc, editing, making, phone_marks, records
from esl_dialer.services.people.records import Person
from webui.guard.typed import shown_again
from webui.pages import forms, person_form
from webui.text.language import phone as written
from webui.text.language import translate as _

pages = Blueprint("person", __name__)


@pages.route("/records/<int:record>/call-back", methods=["GET", "POST"])
def call_back(record: int) -> Response | tuple[str, int] | str:
    person = records.person(g.ctx, record)
    if request.method == "GET":
        return _call_back(person, _agreed(person), {})
    at, note = forms.text(request.form, "at"), forms.text(request.form, "note")
    try:
        call_backs.set_for(g.ctx, record, at, note, again="again" in request.form)
    except Invalid as error:
        return _call_back(person, request.form, error.problems), 422
    flash(_("The call-back is set."), "success")
    return _to(record)


@shown_again("person.call_back")
def _call_back_as_typed(record: int) -> str:
    return _call_back(records.person(g.ctx, record), request.form, {})


def _agreed(person: Person) -> dict[str, str]:
    if (held := person.detail.call_back) is None:
        return {}
    return {"at": _typed(person, held.at), "note": held.note}


def _call_back(person: Person, values: forms.Form, problems: dict[str, Says]) -> str:
    return render_template(
        "call_back.html",
        person=person,
        values=values,
        problems=problems,
        clock=_clock(person),
        now=g.ctx.now(),
        earliest=_typed(person, g.ctx.now()),
        finished=is_finished(person.detail.row.status),
    )


def _clock(person: Person) -> str:
    """The zone in which the person's times are typed and shown."""
    return clock_of(person.detail.gate) or "UTC"


def _typed(person: Person, at: datetime) -> str:
    """As the browser's control has it."""
    return f"{at.astimezone(zone(_clock(person))):%Y-%m-%dT%H:%M}"


@pages.post("/records/<int:record>/call-back/clear")
def clear_call_back(record: int) -> Response:
    call_backs.clear(g.ctx, record)
    flash(_("The call-back is cleared."), "success")
    return _to(record)


@pages.post("/records/<int:record>/phones/<int:phone>/mark")
def mark_phone(record: int, phone: int) -> Response:
    marked = request.form.get("marked", "yes") == "yes"
    seen = request.form.get("number", "")
    number = phone_marks.mark(g.ctx, record, phone, marked=marked, number=seen).number
    told = _("{number} is dialed again.", number=written(number))
    if marked:
        told = _("{number} is not dialed for this record.", number=written(number))
    flash(told, "success")
    return _to(record)


@pages.post("/records/<int:record>/phones/<int:phone>/list")
def list_phone(record: int, phone: int) -> Response:
    """Its number goes to the do-not-call list, for every campaign."""
    number = phone_marks.phone_of(g.ctx, record, phone, request.form.get("number", "")).number
    dnc.add(g.ctx, number, f"record {record}")
    flash(_("{number} is on the do-not-call list.", number=written(number)), "success")
    return _to(record)


@pages.route("/records/<int:record>/edit", methods=["GET", "POST"])
def edit(record: int) -> Response | tuple[str, int] | str:
    kept = editing.as_it_is(g.ctx, record)
    if request.method == "GET":
        return _form(person_form.shown(kept), {}, record)
    if person_form.wants_more(request.form):
        return _edit_as_typed(record)
    if request.form.get("seen", person_form.mark(kept)) != person_form.mark(kept):
        flash(_("Somebody changed this record meanwhile. Look, and save again."), "warning")
        told = person_form.differences(request.form, kept)
        return _form(person_form.as_typed(request.form), told, record), 409
    try:
        changed = editing.edit(g.ctx, record, person_form.read(request.form))
    except Invalid as error:
        return _form(person_form.as_typed(request.form), error.problems, record), 422
    flash(_("Saved.") if changed else _("Nothing was changed."), "success")
    return _to(record)


@shown_again("person.edit")
def _edit_as_typed(record: int) -> str:
    """What changed meanwhile is still told when it is saved."""
    return _form(person_form.as_typed(request.form), {}, record, request.form.get("seen"))


@pages.route("/campaigns/<int:number>/records/new", methods=["GET", "POST"])
def add(number: int) -> Response | tuple[str, int] | str:
    campaign = campaigns.kept(g.ctx, number)
    if request.method == "GET":
        return _new(campaign, person_form.shown(Typed()), {})
    if person_form.wants_more(request.form):
        return _new(campaign, person_form.as_typed(request.form), {})
    try:
        record = making.add(g.ctx, number, person_form.read(request.form))
    except Invalid as error:
        return _new(campaign, person_form.as_typed(request.form), error.problems), 422
    flash(_("The person is added. The message is to be spoken: Audio, on the campaign."), "success")
    return _to(record)


@shown_again("person.add")
def _add_as_typed(number: int) -> str:
    return _new(campaigns.kept(g.ctx, number), person_form.as_typed(request.form), {})


def _new(campaign: Campaign, values: person_form.Shown, problems: dict[str, Says]) -> str:
    return whole_form(values, problems, campaign=campaign)


@pages.route("/records/<int:record>/delete", methods=["GET", "POST"])
def delete(record: int) -> Response | str:
    person = records.person(g.ctx, record)
    if request.method == "GET":
        gone = making.deletion(g.ctx, record)
        return render_template("person_delete.html", person=person, gone=gone)
    making.delete(g.ctx, record)
    row = person.detail.row
    flash(_("{name} is deleted.", name=row.full_name), "info")
    return redirect(url_for("records.of_campaign", number=row.campaign_id), 303)


def _form(
    values: person_form.Shown, problems: dict[str, Says], record: int, seen: str | None = None
) -> str:
    """``seen``: what the form was made from, when that is not what is saved now."""
    seen = seen or person_form.mark(editing.as_it_is(g.ctx, record))
    return whole_form(values, problems, person=records.person(g.ctx, record), seen=seen)


def whole_form(values: person_form.Shown, problems: dict[str, Says], **whose: object) -> str:
    """``whose``: the person that is changed, or the campaign or list that gets one."""
    return render_template(
        "person_form.html",
        values=values,
        problems=problems,
        **whose,
        columns=COLUMNS,
        kinds=list(PhoneKind),
        zones=sorted(zones()),
        provinces=[("", ""), *((code, code) for code in REGIONS)],
    )


def _to(record: int) -> Response:
    return redirect(url_for("records.detail", record=record), 303)
