"""What users see and change of themselves: the second factor."""

import segno
from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from esl_dialer.services import second_factor as service
from esl_dialer.services.errors import Invalid
from webui.language import translate as _
from webui.threads import in_thread

pages = Blueprint("profile", __name__, url_prefix="/profile")


@pages.get("/")
def page() -> str:
    return _profile({})


def _profile(problems: dict[str, str]) -> str:
    left = service.codes_left(g.user)
    return render_template("profile.html", problems=problems, left=left)


@pages.route("/second-factor", methods=["GET", "POST"])
def second_factor() -> str | tuple[str, int]:
    """Shown as a QR code and as text; on after a first code."""
    if request.method == "GET":
        return _enrolment({})
    try:
        epoch, codes = service.confirm(g.ctx, g.user, request.form.get("code", ""))
    except Invalid as error:
        return _enrolment(error.problems), 422
    session["epoch"] = epoch
    return render_template("recovery_codes.html", codes=codes)


def _enrolment(problems: dict[str, str]) -> str:
    made = service.begin(g.ctx, g.user)
    picture = segno.make(made.address).svg_data_uri(scale=5, border=4, light="white")
    return render_template(
        "second_factor.html",
        picture=picture,
        secret=made.secret,
        problems=problems,
        demanded=service.demanded(g.user),
    )


@pages.post("/second-factor/off")
def second_factor_off() -> Response | tuple[str, int]:
    try:
        session["epoch"] = in_thread(service.turn_off, g.ctx, g.user, _password())
    except Invalid as error:
        return _profile(error.problems), 422
    flash(_("You sign in with your password alone."), "info")
    return redirect(url_for("profile.page"), 303)


@pages.post("/recovery-codes")
def recovery_codes() -> str | tuple[str, int]:
    try:
        codes = in_thread(service.new_codes, g.ctx, g.user, _password())
    except Invalid as error:
        return _profile(error.problems), 422
    return render_template("recovery_codes.html", codes=codes)


def _password() -> str:
    return request.form.get("password", "")
