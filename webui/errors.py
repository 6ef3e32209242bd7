"""What a page says when a service, or Flask, refuses."""

import errno
import logging

from flask import Flask, flash, g, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from esl_dialer.core.says import Says
from esl_dialer.runtime.logs import line
from esl_dialer.services.accounts.guesses import TooManyTries
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused, ServiceError
from esl_dialer.services.unavailable import (
    DATABASE_AWAY,
    DATABASE_BUSY,
    DATABASE_DOWN,
    DATABASE_REPLACED,
)
from webui import shared
from webui.api import problems
from webui.guard import asked_again, typed
from webui.pages.session import sign_in_again
from webui.polite import NONE_LEFT, TOO_MANY
from webui.text.language import refusal
from webui.text.language import translate as _

log = logging.getLogger(__name__)

STATUS: dict[type[ServiceError], int] = {NotFound: 404, Forbidden: 403, Refused: 409, Invalid: 422}
"""Each refusal of a service as an HTTP status; 400 for any other."""

Answer = tuple[str, int] | tuple[str, int, dict[str, str]] | Response

BUSY = {"Retry-After": "5"}
"""Seconds: as long as it waited for the others before it gave up."""

TEXTS = {
    400: Says("This request can't be understood."),
    403: Says("You may not do this."),
    404: Says("There is no such page."),
    405: Says("This page does not do that."),
    413: Says("This file is too large."),
    500: Says("Something broke. It is in the log; try again."),
    503: Says("The dialer can't save or read this now: its disk is full, or its database is away."),
}


_TOO_MUCH = Says("This is more than a page takes at once: send it in parts.")


def register(app: Flask, csrf_error: type[Exception]) -> None:
    app.register_error_handler(ServiceError, _service)
    app.register_error_handler(csrf_error, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(TooManyTries, _too_many)
    app.register_error_handler(OverflowError, _no_such_number)
    app.register_error_handler(OSError, _disk)
    for away in (*DATABASE_AWAY, *DATABASE_DOWN):
        app.register_error_handler(away, _away)
    app.register_error_handler(DATABASE_BUSY, _busy)
    app.register_error_handler(DATABASE_REPLACED, _replaced)


def _service(error: ServiceError) -> Answer:
    """A refused change goes back to the page it came from; a refused page, or part, says why."""
    status = STATUS.get(type(error), 400)
    if problems.wanted():
        return problems.of_service(error, status)
    g.refused = True
    if isinstance(error, NotFound | Forbidden):
        return _page(status, refusal(error))
    if typed.can_be_shown():
        return _again(status, refusal(error), "danger")
    if request.method == "POST" and request.referrer and not _is_part():
        flash(refusal(error), "danger")
        return redirect(request.referrer, 303)
    return _page(status, refusal(error))


def _stale(_error: Exception) -> Answer:
    if request.endpoint == "session.sign_in":
        return sign_in_again(400)
    if typed.can_be_shown():
        return _again(400, _(typed.OLD))
    return _page(400, _("This page is too old. Load it again, then repeat."))


def _again(status: int, told: str, level: str = "warning") -> tuple[str, int]:
    """The form with what was typed, where there is one and it can be shown; else what is told."""
    if typed.can_be_shown() and g.get("ctx") and not _is_part():
        try:
            return typed.show(told, level), status
        except Exception as error:
            log.warning(line("page.not_shown_again", path=request.path, error=repr(error)))
    return _page(status, told)


def _http(error: HTTPException) -> Answer:
    if problems.wanted():
        return problems.of_http(error)
    if error.code is None or error.code < 400:
        return error.get_response()
    told = _(_TOO_MUCH if _too_much_typed(error) else TEXTS.get(error.code, error.name))
    return _again(500, told, "danger") if error.code == 500 else _page(error.code, told)


def _too_much_typed(error: HTTPException) -> bool:
    return error.code == 413 and request.mimetype != "multipart/form-data"


def _away(error: Exception) -> Answer:
    """Who runs the dialer must act; the page can't."""
    shared.store_watch().note(error)
    if request.endpoint == "live.engine":
        return _no_condition()
    return problems.problem(503) if problems.wanted() else _again(503, _(TEXTS[503]), "danger")


def _replaced(error: Exception) -> Answer:
    log.error(line("page.store_replaced", path=request.path, error=str(error)))
    text = _(
        "The file of the database was replaced while the dialer runs: nothing is dialed or saved. "
        "Stop the dialer, put the right file in its place, and start it again."
    )
    return problems.problem(503, text) if problems.wanted() else _again(503, text, "danger")


def _no_condition() -> Answer:
    """Pages that are open ask every two seconds: they are told, in place of the engine's badge."""
    return render_template("parts/engine_unknown.html"), 200


def _busy(error: Exception) -> Answer:
    """Who asked may ask again: nothing was written."""
    shared.store_watch().note(error)
    log.warning(line("page.store_busy", path=request.path, error=str(error)))
    text = _("Another part of the dialer is saving. Nothing was changed: try again in a moment.")
    return problems.problem(503, text, BUSY) if problems.wanted() else (*_again(503, text), BUSY)


def _disk(error: OSError) -> Answer:
    if error.errno in NONE_LEFT:
        return _no_descriptor(error)
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    return _away(error)


def _no_descriptor(error: OSError) -> Answer:
    """Without a template: it may not be loaded yet, and can't be now."""
    log.error(line("page.no_descriptor", path=request.path, error=error.strerror))
    if problems.wanted():
        return problems.problem(503, _(TOO_MANY), BUSY)
    return Response(_(TOO_MANY), 503, BUSY, content_type="text/plain; charset=utf-8")


def _too_many(error: TooManyTries) -> Answer:
    if problems.wanted():
        return problems.too_many(error.wait, error.says)
    return (*_page(429, asked_again.told(error.wait)), asked_again.retry_after(error.wait))


def _no_such_number(_error: OverflowError) -> Answer:
    """A number in an address that no table can hold."""
    return problems.problem(404) if problems.wanted() else _page(404, _(TEXTS[404]))


def _page(status: int, text: str) -> tuple[str, int]:
    template = "error_part.html" if _is_part() else "error.html"
    return render_template(template, status=status, text=text), status


def _is_part() -> bool:
    """Whether a part of a page is asked for."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")
