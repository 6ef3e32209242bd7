"""Making the Flask application: its gate, its headers, its errors, its pages."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    request,
    session,
    url_for,
)
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from esl_dialer import __version__
from esl_dialer.core.fields import written
from esl_dialer.core.text.clock_times import clock
from esl_dialer.core.text.quoting import cut
from esl_dialer.services.accounts import second_factor, sessions, users
from esl_dialer.services.agents import desk
from esl_dialer.services.calls import news
from esl_dialer.services.context import Context
from esl_dialer.services.notices import notices
from esl_dialer.services.system import monitoring
from esl_dialer.services.system.store_watch import StoreWatch
from webui import errors, shared
from webui.api import problems
from webui.api.admission import admit
from webui.api.dispatch import make_blueprint
from webui.exports import Exports
from webui.guard import access, proxy, typed
from webui.live import Live
from webui.metrics import Metrics
from webui.pages import BLUEPRINTS, banners, controls, detail_records, works
from webui.pages.session import sign_in_before_sending
from webui.ports import Ports
from webui.readings import Readings
from webui.text import language, moments, rules, weekdays
from webui.text.language import translate as _

log = logging.getLogger(__name__)

LARGEST_UPLOAD = 256 << 20
"""Bytes of one request: a list of a million rows is about 200 MB."""

LARGEST_FORM = 4 << 20
"""Bytes of a form without its files: some 300,000 pasted numbers."""

RENEWED_AFTER_S = 3600.0
"""Cookie and session are renewed so often, and the cookie is written when it changes: a part of a
page that wrote it each time would undo what a change, answered meanwhile, put into it."""

ALWAYS = frozenset(
    {"session.sign_out", "session.language", "session.theme", "live.stream", "live.engine"}
)
BEFORE_A_NEW_PASSWORD = ALWAYS | {"users.password"}
BEFORE_A_SECOND_FACTOR = ALWAYS | {"profile.second_factor"}
"""All that someone with a first password, or without the demanded second factor, may open."""

THEMES = ("light", "dark")
"""What the cookie may say; without it the page follows the browser's own setting."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

SETTINGS = {
    "SESSION_COOKIE_NAME": "dialer_session",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "PERMANENT_SESSION_LIFETIME": sessions.LASTS,
    "SESSION_REFRESH_EACH_REQUEST": False,
    "MAX_CONTENT_LENGTH": LARGEST_UPLOAD,
    "SEND_FILE_MAX_AGE_DEFAULT": 86_400,
    "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
    "WTF_CSRF_TIME_LIMIT": None,
    "WTF_CSRF_CHECK_DEFAULT": False,
}
"""Flask's, of every installation. Tokens against forged forms are checked in ``_open``, where the
user is known: who sends a form that is too old gets it back as it was.
"""


def create_app(ctx: Context, secret: str | bytes, *, doors: Ports | None = None) -> Flask:
    """The pages of one installation; ``ctx`` is copied for each request with its user as actor."""
    app = empty_app()
    install(app, ctx, secret, doors or Ports())
    return app


def install(app: Flask, ctx: Context, secret: str | bytes, doors: Ports) -> None:
    """Give an app the installation that its pages are about, and what it remembers between them."""
    app.config.update(SECRET_KEY=secret, BASE_CONTEXT=ctx)
    proxy.stand_behind(app, ctx.config)
    readings = app.extensions["readings"] = Readings()
    app.extensions["live"] = live = Live(partial(_read, readings), _last_number)
    app.extensions["exports"] = Exports(live)
    app.extensions["doors"] = doors
    app.extensions["store_watch"] = StoreWatch(ctx)
    app.extensions["metrics"] = Metrics(
        lambda since: monitoring.figures(ctx, since), lambda: monitoring.today(ctx)
    )


def empty_app() -> Flask:
    """Every page and what stands before and after each, of no installation yet."""
    app = Flask(__name__)
    app.config.update(SETTINGS)
    csrf = CSRFProtect(app)
    app.before_request(_open)
    app.teardown_request(_close)
    app.after_request(_headers)
    app.context_processor(_page_values)
    _templates(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    api = make_blueprint()
    csrf.exempt(api)
    csrf.exempt(detail_records.pages)
    app.register_blueprint(api)
    errors.register(app, CSRFError)
    return app


def _read(readings: Readings, number: int) -> tuple[int, frozenset[str]]:
    """What changed since, told before pages ask; calls change all the time and may be a bit old."""
    with news.connection():
        last, topics = news.since(number)
    if topics - {"calls"}:
        readings.forget()
    return last, topics


def _last_number() -> int:
    with news.connection():
        return news.last_number()


def _open() -> AnyResponse | None:
    """Open a connection, find the user, and ask the table of routes."""
    g.language = language.asked() or "en"
    g.user, g.ctx = None, None
    endpoint = request.endpoint or ""
    if endpoint in access.PROBES:
        return None
    g.closing = ExitStack()
    g.closing.enter_context(news.connection())
    if problems.wanted():
        return None if endpoint in access.FOR_ANY_PROGRAM else admit(shared.base())
    g.user = _user()
    if endpoint in access.PUBLIC:
        _read_form()
        return None
    if g.user is None:
        return _to_sign_in()
    g.language = g.user.language
    g.ctx = replace(shared.base(), actor=users.actor_of(g.user))
    g.zone = g.ctx.business_zone()
    _renew_session()
    _read_form()
    if endpoint and not access.allowed(endpoint, g.user.permissions):
        return _elsewhere(endpoint)
    if g.user.must_change_password:
        return _first("users.password", BEFORE_A_NEW_PASSWORD)
    if second_factor.demanded(g.user):
        return _first("profile.second_factor", BEFORE_A_SECOND_FACTOR)
    return Response(typed.show(_(typed.SIGNED_IN_AGAIN))) if typed.wanted_again() else None


def _elsewhere(endpoint: str) -> AnyResponse:
    """Who takes calls and no more begins at their desk."""
    if endpoint == "dashboard.page" and access.allowed("desk.page", g.user.permissions):
        return redirect(url_for("desk.page"))
    abort(403)


def _read_form() -> None:
    """Raises CSRFError when the form was not made by a page of this session, and what aborts."""
    if request.blueprint == detail_records.pages.name:
        return
    if any("\0" in text for text in _texts()):
        abort(400)
    current_app.extensions["csrf"].protect(apply_exemptions=True)


def _texts() -> Iterator[str]:
    """All that a page is given; PostgreSQL's texts hold no NUL, and nobody types one."""
    for given in (request.args, request.form):
        yield from (text for _name, text in given.items(multi=True))
    yield from map(str, (request.view_args or {}).values())


def _renew_session() -> None:
    now = g.ctx.now().timestamp()
    if now - session.get("renewed", 0.0) > RENEWED_AFTER_S:
        session["renewed"] = now
        sessions.note_use(g.ctx, session["name"])


def _first(endpoint: str, opened: frozenset[str]) -> AnyResponse | None:
    """To that page, unless the asked one may be opened before; parts of pages stay empty."""
    if request.endpoint in opened:
        return None
    if request.headers.get("HX-Request"):
        return Response(status=204)
    return redirect(url_for(endpoint))


def _user() -> Any:
    name = session.get("name")
    return sessions.user_of(shared.base(), name) if isinstance(name, str) else None


def _to_sign_in() -> AnyResponse:
    """A form goes along; a part of a page tells the page, which decides what is lost by leaving."""
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        return Response(status=401, headers={"HX-Trigger": "signed-out"})
    if request.method == "POST" and request.endpoint not in ALWAYS:
        return sign_in_before_sending()
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("session.sign_in", next=back))


def _close(_: BaseException | None) -> None:
    if closing := g.pop("closing", None):
        closing.close()


def _headers(response: AnyResponse) -> AnyResponse:
    response.headers.extend(HEADERS)
    if proxy.by_tls():
        response.headers["Strict-Transport-Security"] = proxy.HSTS
    typed.tell_what_was_taken(response.status_code)
    if request.method not in {"GET", "HEAD"} and request.endpoint not in access.PUBLIC:
        shared.readings().forget()
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _page_values() -> dict[str, Any]:
    """What every template may use, beside the globals; macros have the globals only."""
    return {
        "user": g.get("user"),
        **banners.seen(),
        "language": language.current(),
        "theme": theme if (theme := request.cookies.get("theme")) in THEMES else "auto",
    }


def _unread() -> int:
    return notices.unread(g.ctx, g.user.id)


def _newest_notice() -> int:
    return notices.newest(g.ctx)


def _can(permission: str) -> bool:
    user = g.get("user")
    return user is not None and permission in user.permissions


def _has_desk() -> bool:
    user = g.get("user")
    return user is not None and desk.is_agent(user.id)


def _templates(app: Flask) -> None:
    app.jinja_env.globals |= {
        "_": language.translate,
        "zone_label": moments.zone_label,
        "can": _can,
        "has_desk": _has_desk,
        "unread": _unread,
        "newest_notice": _newest_notice,
        "works_shown": works.shown,
        "csrf": generate_csrf,
        "typist": typed.typist,
        "sent": lambda: request.method == "POST",
        "version": __version__,
        **controls.GLOBALS,
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {
        "number": language.number,
        "percent": language.percent,
        "phone": language.phone,
        "instant": language.instant,
        "instant_in": language.instant_in,
        "dated": language.dated,
        "clock": language.clock_time,
        "duration": language.duration,
        "minutes": clock,
        "word": language.word,
        "notice": language.notice,
        "relative": moments.relative,
        "span": moments.span,
        "still": moments.still,
        "rule": rules.rule,
        "weekday": weekdays.weekday,
        "said": language.say,
        "cut": cut,
        "written": written,
        "named": lambda campaign: (campaign.id, campaign.name),
        "told_instant": lambda text: language.instant(datetime.fromisoformat(text)),
    }
