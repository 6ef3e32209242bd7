"""Consents of a person, noted and revoked on the page of one of their records."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.people.consents import Channel, Form
from esl_dialer.core.says import Says
from esl_dialer.services.errors import Invalid
from esl_dialer.services.people import consents, records
from esl_dialer.services.people.consents import Given
from webui.guard.typed import shown_again
from webui.pages import forms
from webui.pages.person_stops import SCOPES
from webui.text.language import translate as _

FORMS = {Form.WRITTEN: Says("in writing"), Form.ORAL: Says("by word of mouth")}
CHANNELS = {
    Channel.ANY: Says("all calls"),
    Channel.RECORDED: Says("a recorded or synthesized voice"),
    Channel.LIVE: Says("calls of a person"),
}

pages = Blueprint("consents", __name__, url_prefix="/records/<int:record>/consents")


@pages.route("/new", methods=["GET", "POST"])
def add(record: int) -> Response | tuple[str, int] | str:
    if request.method == "GET":
        return _form(record, {}, {})
    names = ("form", "evidence", "channel", "scope", "given_at", "until")
    given = {name: forms.text(request.form, name) for name in names}
    try:
        consents.add(g.ctx, record, Given(**given))
    except Invalid as error:
        return _form(record, request.form, error.problems), 422
    flash(_("The consent is noted."), "success")
    return _to(record)


@shown_again("consents.add")
def _add_as_typed(record: int) -> str:
    return _form(record, request.form, {})


def _form(record: int, values: forms.Form, problems: dict[str, Says]) -> str:
    return render_template(
        "consent.html",
        person=records.person(g.ctx, record),
        values=values,
        problems=problems,
        forms=FORMS,
        channels=CHANNELS,
        scopes=SCOPES,
    )


@pages.route("/<int:consent>/revoke", methods=["GET", "POST"])
def revoke(record: int, consent: int) -> Response | tuple[str, int] | str:
    if request.method == "GET":
        return _revocation(record, consent, {}, {})
    try:
        consents.revoke(g.ctx, record, consent, forms.text(request.form, "why"))
    except Invalid as error:
        return _revocation(record, consent, request.form, error.problems), 422
    flash(_("The consent is revoked."), "success")
    return _to(record)


@shown_again("consents.revoke")
def _revocation_as_typed(record: int, consent: int) -> str:
    return _revocation(record, consent, request.form, {})


def _revocation(record: int, consent: int, values: forms.Form, problems: dict[str, Says]) -> str:
    return render_template(
        "consent_revoke.html",
        person=records.person(g.ctx, record),
        consent=consents.get(g.ctx, record, consent),
        values=values,
        problems=problems,
        forms=FORMS,
    )


def _to(record: int) -> Response:
    return redirect(url_for("records.detail", record=record), 303)
