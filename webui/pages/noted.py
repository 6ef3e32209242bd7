"""Stops and consents of a person, noted and withdrawn on the page of one of their records."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.people.consents import Channel, Form
from esl_dialer.core.people.noted import Noted, Scope
from esl_dialer.core.says import Says
from esl_dialer.core.words import StopReason
from esl_dialer.services.errors import Invalid
from esl_dialer.services.people import consents, person_stops, records
from esl_dialer.services.people.consents import Given
from esl_dialer.services.people.person_stops import Asked
from webui.guard.typed import shown_again
from webui.pages import forms
from webui.text.language import translate as _

SCOPES = {
    Scope.EVERYWHERE: Says("all campaigns"),
    Scope.CAMPAIGN: Says("this campaign alone"),
    Scope.LIST: Says("records of this list alone"),
}
FORMS = {Form.WRITTEN: Says("in writing"), Form.ORAL: Says("by word of mouth")}
CHANNELS = {
    Channel.ANY: Says("all calls"),
    Channel.RECORDED: Says("a recorded or synthesized voice"),
    Channel.LIVE: Says("calls of a person"),
}
Page = Response | tuple[str, int] | str
Problems = dict[str, Says]

pages = Blueprint("noted", __name__, url_prefix="/records/<int:record>")


@pages.route("/stops/new", methods=["GET", "POST"])
def stop(record: int) -> Page:
    if request.method == "GET":
        return _stop_form(record, {}, {})
    try:
        person_stops.add(g.ctx, record, Asked(**_typed("reason", "why", "scope", "until")))
    except Invalid as error:
        return _stop_form(record, request.form, error.problems), 422
    return _done(record, _("The person is stopped."))


@shown_again("noted.stop")
def _stop_as_typed(record: int) -> str:
    return _stop_form(record, request.form, {})


def _stop_form(record: int, values: forms.Form, problems: Problems) -> str:
    return _page("person_stop.html", record, values, problems, reasons=list(StopReason))


@pages.route("/consents/new", methods=["GET", "POST"])
def consent(record: int) -> Page:
    if request.method == "GET":
        return _consent_form(record, {}, {})
    given = _typed("form", "evidence", "channel", "scope", "given_at", "until")
    try:
        consents.add(g.ctx, record, Given(**given))
    except Invalid as error:
        return _consent_form(record, request.form, error.problems), 422
    return _done(record, _("The consent is noted."))


@shown_again("noted.consent")
def _consent_as_typed(record: int) -> str:
    return _consent_form(record, request.form, {})


def _consent_form(record: int, values: forms.Form, problems: Problems) -> str:
    return _page("consent.html", record, values, problems, forms=FORMS, channels=CHANNELS)


@pages.route("/stops/<int:number>/remove", methods=["GET", "POST"])
def unstop(record: int, number: int) -> Page:
    if request.method == "GET":
        return _unstop_form(record, number, {}, {})
    try:
        person_stops.remove(g.ctx, record, number, forms.text(request.form, "why"))
    except Invalid as error:
        return _unstop_form(record, number, request.form, error.problems), 422
    return _done(record, _("The stop is removed."))


@shown_again("noted.unstop")
def _unstop_as_typed(record: int, number: int) -> str:
    return _unstop_form(record, number, request.form, {})


def _unstop_form(record: int, number: int, values: forms.Form, problems: Problems) -> str:
    stop = person_stops.get(g.ctx, record, number)
    return _withdrawal(stop, record, values, problems, name=stop.reason)


@pages.route("/consents/<int:number>/revoke", methods=["GET", "POST"])
def revoke(record: int, number: int) -> Page:
    if request.method == "GET":
        return _revoke_form(record, number, {}, {})
    try:
        consents.revoke(g.ctx, record, number, forms.text(request.form, "why"))
    except Invalid as error:
        return _revoke_form(record, number, request.form, error.problems), 422
    return _done(record, _("The consent is revoked."))


@shown_again("noted.revoke")
def _revoke_as_typed(record: int, number: int) -> str:
    return _revoke_form(record, number, request.form, {})


def _revoke_form(record: int, number: int, values: forms.Form, problems: Problems) -> str:
    consent = consents.get(g.ctx, record, number)
    return _withdrawal(consent, record, values, problems, form=FORMS[consent.form])


def _withdrawal(
    one: Noted, record: int, values: forms.Form, problems: Problems, **what: object
) -> str:
    """``what``: a stop's ``name``, or a consent's ``form``."""
    return _page("withdraw.html", record, values, problems, one=one, **what)


def _page(
    template: str, record: int, values: forms.Form, problems: Problems, **more: object
) -> str:
    return render_template(
        template,
        person=records.person(g.ctx, record),
        values=values,
        problems=problems,
        scopes=SCOPES,
        **more,
    )


def _typed(*names: str) -> dict[str, str]:
    return {name: forms.text(request.form, name) for name in names}


def _done(record: int, told: str) -> Response:
    flash(told, "success")
    return redirect(url_for("records.detail", record=record), 303)
