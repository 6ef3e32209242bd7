"""Signing in and out; language and theme."""

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, redirect, render_template, request, session
from flask import url_for as url
from werkzeug.wrappers import Response

from esl_dialer.services import profile, users
from esl_dialer.services.context import Context
from webui.guesses import Guesses
from webui.language import LANGUAGES
from webui.language import translate as _
from webui.threads import in_thread

pages = Blueprint("session", __name__)

YEAR_S = 365 * 24 * 3600


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response | tuple[str, int]:
    if request.method == "GET":
        return redirect(url("dashboard.page")) if g.user else _form(200)
    ctx: Context = current_app.config["BASE_CONTEXT"]
    guesses: Guesses = current_app.extensions["guesses"]
    name, password = request.form.get("username", ""), request.form.get("password", "")
    address = request.remote_addr or ""
    if wait := guesses.wait(name, address, ctx.now()):
        return _form(429, _too_many(wait))
    found = in_thread(_checked, ctx, name, password)
    if found is None:
        guesses.failed(name, address, ctx.now())
        return _form(401, _("Wrong user name or password."))
    guesses.forget(name, address)
    session.clear()
    session.permanent = True
    session["user"], session["epoch"] = found
    session["name"] = secrets.token_hex(8)
    return redirect(_target(request.args.get("next", "")), 303)


def _checked(ctx: Context, name: str, password: str) -> tuple[int, int] | None:
    """The user's number and session epoch. For a native thread: the hash takes 50 ms of CPU."""
    user = users.sign_in(ctx, name, password)
    return (user.id, user.session_epoch) if user else None


def _form(status: int, problem: str = "") -> tuple[str, int]:
    name = request.form.get("username", "")
    return render_template("sign_in.html", problem=problem, username=name), status


def _too_many(wait: timedelta) -> str:
    minutes = max(1, round(wait.total_seconds() / 60))
    return _("Too many wrong tries. Try again in {minutes} minutes.", minutes=minutes)


def _target(wanted: str) -> str:
    """The page asked for, when it is one of ours."""
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc
    return wanted if ours else url("dashboard.page")


@pages.post("/sign-out")
def sign_out() -> Response:
    session.clear()
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
    answer.set_cookie("theme", wanted, max_age=YEAR_S, samesite="Lax", httponly=True)
    return answer


def back() -> Response:
    return redirect(_target(urlsplit(request.referrer or "/").path), 303)
