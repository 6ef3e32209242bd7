"""Stops of a person, set and removed on the page of one of their records."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.people.person_stops import Scope
from esl_dialer.core.says import Says
from esl_dialer.core.words import StopReason
from esl_dialer.services.errors import Invalid
from esl_dialer.services.people import person_stops, records
from esl_dialer.services.people.person_stops import Asked
from webui.guard.typed import shown_again
from webui.pages import forms
from webui.text.language import translate as _

SCOPES = {
    Scope.EVERYWHERE: Says("all campaigns"),
    Scope.CAMPAIGN: Says("this campaign alone"),
    Scope.LIST: Says("records of this list alone"),
}

pages = Blueprint("person_stops", __name__, url_prefix="/records/<int:record>/stops")


@pages.route("/new", methods=["GET", "POST"])
def add(record: int) -> Response | tuple[str, int] | str:
    if request.method == "GET":
        return _form(record, {}, {})
    names = ("reason", "why", "scope", "until")
    asked = {name: forms.text(request.form, name) for name in names}
    try:
        person_stops.add(g.ctx, record, Asked(**asked))
    except Invalid as error:
        return _form(record, request.form, error.problems), 422
    flash(_("The person is stopped."), "success")
    return _to(record)


@shown_again("person_stops.add")
def _add_as_typed(record: int) -> str:
    return _form(record, request.form, {})


def _form(record: int, values: forms.Form, problems: dict[str, Says]) -> str:
    return render_template(
        "person_stop.html",
        person=records.person(g.ctx, record),
        values=values,
        problems=problems,
        reasons=list(StopReason),
        scopes=SCOPES,
    )


@pages.route("/<int:stop>/remove", methods=["GET", "POST"])
def remove(record: int, stop: int) -> Response | tuple[str, int] | str:
    if request.method == "GET":
        return _removal(record, stop, {}, {})
    try:
        person_stops.remove(g.ctx, record, stop, forms.text(request.form, "why"))
    except Invalid as error:
        return _removal(record, stop, request.form, error.problems), 422
    flash(_("The stop is removed."), "success")
    return _to(record)


@shown_again("person_stops.remove")
def _removal_as_typed(record: int, stop: int) -> str:
    return _removal(record, stop, request.form, {})


def _removal(record: int, stop: int, values: forms.Form, problems: dict[str, Says]) -> str:
    return render_template(
        "person_unstop.html",
        person=records.person(g.ctx, record),
        stop=person_stops.get(g.ctx, record, stop),
        values=values,
        problems=problems,
    )


def _to(record: int) -> Response:
    return redirect(url_for("records.detail", record=record), 303)
