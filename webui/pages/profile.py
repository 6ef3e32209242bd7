"""What users see and change of themselves: the second factor."""

from collections.abc import Callable
from typing import Any, TypeVar

import segno
from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.accounts.throttle import of_code
from esl_dialer.core.says import Says
from esl_dialer.services.accounts import second_factor as service
from esl_dialer.services.accounts import sessions
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from webui import shared
from webui.guard.asked_again import counted, own_password
from webui.text.language import translate as _

T = TypeVar("T")

pages = Blueprint("profile", __name__, url_prefix="/profile")


@pages.get("/")
def page() -> str:
    return _profile({})


def _profile(problems: dict[str, Says]) -> str:
    left, places = service.codes_left(g.user), sessions.every(g.ctx, g.user, session["name"])
    return render_template("profile.html", problems=problems, left=left, places=places)


@pages.route("/second-factor", methods=["GET", "POST"])
def second_factor() -> str | tuple[str, int]:
    """Shown as a QR code and as text; on after a first code."""
    if request.method == "GET":
        return _enrolment({})
    try:
        ctx, user, code = g.ctx, g.user, request.form.get("code", "")
        epoch, codes = counted(of_code(user.id), lambda: service.confirm(ctx, user, code))
    except Invalid as error:
        return _enrolment(error.problems), 422
    sessions.keep(session["name"], epoch)
    return render_template("recovery_codes.html", codes=codes)


def _enrolment(problems: dict[str, Says]) -> str:
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
        sessions.keep(session["name"], _with_password(service.turn_off))
    except Invalid as error:
        return _profile(error.problems), 422
    flash(_("You sign in with your password alone."), "info")
    return redirect(url_for("profile.page"), 303)


@pages.post("/recovery-codes")
def recovery_codes() -> str | tuple[str, int]:
    try:
        codes = _with_password(service.new_codes)
    except Invalid as error:
        return _profile(error.problems), 422
    return render_template("recovery_codes.html", codes=codes)


@pages.post("/sessions/<int:number>/end")
def end_session(number: int) -> Response:
    """One's own session in another browser, say."""
    sessions.end_one(g.ctx, g.user, number)
    flash(_("Signed out there."), "info")
    return redirect(url_for("profile.page"), 303)


@pages.post("/sessions/end")
def end_sessions() -> Response:
    """One's own sessions everywhere, this one too."""
    name = session["name"]
    sessions.end_all(g.ctx, g.user)
    session.clear()
    shared.live().end(name)
    return redirect(url_for("session.sign_in"), 303)


def _with_password(act: Callable[[Context, Any, str], T]) -> T:
    """Raises Invalid, TooManyTries."""
    ctx, user, password = g.ctx, g.user, request.form.get("password", "")
    return counted(own_password(), lambda: act(ctx, user, password))
