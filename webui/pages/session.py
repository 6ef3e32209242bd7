"""Signing in and out; language and theme."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, make_response, redirect, render_template, request, session
from flask import url_for as url
from werkzeug.wrappers import Response

from esl_dialer.core.accounts.throttle import of_code, of_password
from esl_dialer.runtime.languages import LANGUAGES
from esl_dialer.services.accounts import profile, second_factor, sessions, users
from esl_dialer.services.accounts.guesses import TooManyTries, judged
from esl_dialer.services.context import Context
from webui import shared
from webui.guard import asked_again, typed
from webui.guard.proxy import secure_cookies
from webui.text.language import translate as _
from webui.threads import in_thread

pages = Blueprint("session", __name__)

YEAR_S = 365 * 24 * 3600
SECOND_STEP = timedelta(minutes=5)
"""How long after the password the code may come."""


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response | tuple[str, int]:
    if request.method == "GET":
        return redirect(url("dashboard.page")) if g.user else _form(200)
    ctx = shared.base()
    name, password = request.form.get("username", ""), request.form.get("password", "")
    try:
        with judged(ctx, of_password(name, request.remote_addr or "")) as ruling:
            user = in_thread(users.sign_in, ctx, name, password)
            ruling.right = user is not None
    except TooManyTries as error:
        return _form(429, asked_again.told(error.wait))
    if user is None:
        return _form(401, _("Wrong user name or password."))
    session.clear()
    if user.second_factor:
        session["awaited"] = [user.id, user.session_epoch, ctx.now().timestamp()]
        if typed.KEPT in request.form:
            return _second_step(200)
        return redirect(url("session.second_step", next=request.args.get("next")), 303)
    return _enter(user)


@pages.route("/sign-in/code", methods=["GET", "POST"])
def second_step() -> Response | tuple[str, int]:
    """The password was right: now the code."""
    ctx = shared.base()
    user = _awaited(ctx)
    if user is None:
        return redirect(url("session.sign_in", next=request.args.get("next")), 303)
    if request.method == "GET":
        return _second_step(200)
    try:
        with judged(ctx, of_code(user.id)) as ruling:
            ruling.right = second_factor.check(ctx, user, request.form.get("code", ""))
    except TooManyTries as error:
        return _second_step(429, asked_again.told(error.wait))
    if not ruling.right:
        return _second_step(401, _("Wrong code, or one that was used already."))
    return _enter(user)


def _awaited(ctx: Context) -> Any:
    """The user who gave the password a short while ago; None: nobody did."""
    number, epoch, at = session.get("awaited", (0, 0, 0.0))
    if ctx.now() - datetime.fromtimestamp(at, UTC) > SECOND_STEP:
        return None
    return users.current(number, epoch)


def _enter(user: Any) -> Response:
    ctx = shared.base()
    session.clear()
    session.permanent = True
    session["name"] = sessions.begin(
        ctx, user, request.remote_addr or "", request.headers.get("User-Agent", "")
    )
    session["renewed"] = ctx.now().timestamp()
    if found := typed.kept(user.id):
        g.user = user
        return make_response(typed.onward(found))
    return redirect(_target(request.args.get("next", "")), 303)


def sign_in_again(status: int) -> tuple[str, int]:
    """The page of signing in was too old; a new one, with the name that was typed."""
    return _form(status, _("This page was too old. Sign in with this one."))


def _form(status: int, problem: str = "") -> tuple[str, int]:
    name, kept = request.form.get("username", ""), request.form.get(typed.KEPT, "")
    return _sign_in_page(problem, name, kept, request.args.get("next")), status


def _sign_in_page(problem: str, name: str, kept: str, wanted: str | None) -> str:
    """``kept`` goes along with the name and the password."""
    there = url("session.sign_in", next=wanted)
    return render_template("sign_in.html", problem=problem, username=name, kept=kept, there=there)


def _second_step(status: int, problem: str = "") -> tuple[str, int]:
    kept, there = (
        request.form.get(typed.KEPT, ""),
        url("session.second_step", next=request.args.get("next")),
    )
    return render_template("second_step.html", problem=problem, kept=kept, there=there), status


def sign_in_before_sending() -> Response:
    """In place of what a form was sent for: it goes along, and is shown again after signing in."""
    kept = typed.sealed()
    page = _sign_in_page(typed.told_at_sign_in(kept), "", kept, typed.page_of_form())
    return make_response(page, 401)


def _target(wanted: str) -> str:
    """The page asked for, when it is one of ours."""
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc
    return wanted if ours else url("dashboard.page")


@pages.post("/sign-out")
def sign_out() -> Response:
    """The cookie goes first: whatever becomes of the rest, this browser is out."""
    name = session.get("name", "")
    session.clear()
    sessions.end(g.ctx, name)
    shared.live().end(name)
    return redirect(url("session.sign_in"), 303)


@pages.post("/language")
def language() -> Response:
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        profile.set_language(g.ctx, g.user.id, wanted)
    return back()


@pages.post("/theme")
def theme() -> Response:
    answer = back()
    wanted = "dark" if request.form.get("theme") == "dark" else "light"
    answer.set_cookie(
        "theme", wanted, max_age=YEAR_S, samesite="Lax", httponly=True, secure=secure_cookies()
    )
    return answer


def back() -> Response:
    return redirect(_target(urlsplit(request.referrer or "/").path), 303)
