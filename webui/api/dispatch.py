"""From a request to a route's ``do`` and back: permission, query, body, once only, JSON."""

import hashlib
import hmac
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import gevent
from flask import Blueprint, Response, current_app, g, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import NotFound, UnsupportedMediaType

from esl_dialer.core.says import Says, either, verbatim
from esl_dialer.services.system import idempotency
from esl_dialer.services.unavailable import DATABASE_BUSY, DATABASE_CUT
from webui.api import openapi
from webui.api.problems import of_fields
from webui.api.routes import KEY, LARGEST_NUMBER, PREFIX, Reply, Request, Route, Slice
from webui.api.shapes import Given
from webui.api.table import ROUTES
from webui.text.language import say
from webui.threads import in_thread

JSON = "application/json"
DOCUMENT = "document"
"""The endpoint of the OpenAPI document, which needs no token."""

SOON_S, LET_GO_TRIES = 1.0, 7
"""Seconds between tries, each of which waits for a busy database by itself: minutes in all."""


def make_blueprint() -> Blueprint:
    """Every route of the table, and the document that describes them."""
    pages = Blueprint("api", __name__)
    for route in ROUTES:
        pages.add_url_rule(
            route.rule,
            route.name,
            _view(route),
            methods=[route.method],
            provide_automatic_options=False,
        )
    pages.add_url_rule(
        f"{PREFIX}/openapi.json", DOCUMENT, _document, provide_automatic_options=False
    )
    pages.register_error_handler(ValidationError, of_fields)
    return pages


def _document() -> Response:
    return Response(openapi.text(), content_type=JSON, headers={"Cache-Control": "max-age=300"})


def _view(route: Route) -> Callable[..., Response]:
    def view(**parts: int | str) -> Response:
        g.ctx.require(route.permission)
        if any(isinstance(part, int) and part > LARGEST_NUMBER for part in parts.values()):
            raise NotFound
        asked = Request(g.ctx, g.user, _query(route), _body(route))
        return _once(route, lambda: route.do(asked, **parts))

    return view


# --- reading -----------------------------------------------------------------------------------


def _query(route: Route) -> BaseModel | None:
    """Raises ValidationError: also for a name that the route does not know."""
    given = {name: values[-1] for name, values in request.args.lists()}
    return (route.query or Given).model_validate(given)


def _body(route: Route) -> BaseModel | None:
    """Raises ValidationError, UnsupportedMediaType."""
    if route.takes:
        _take(route.takes)
    if route.body is None:
        return None
    text = request.get_data()
    if text or route.needs_body:
        _take((JSON,))
    return route.body.model_validate_json(text or b"{}")


def _take(kinds: tuple[str, ...]) -> None:
    if request.mimetype not in kinds:
        wanted = either(map(verbatim, kinds))
        told = Says("Send it as {kinds}, in the header Content-Type.", kinds=wanted)
        raise UnsupportedMediaType(say(told))


# --- once --------------------------------------------------------------------------------------


def _once(route: Route, act: Callable[[], Any]) -> Response:
    """With an idempotency key, a request that was answered is answered the same, and not done."""
    key = request.headers.get(KEY)
    if key is None or not route.once:
        return _told(route, act())
    if kept := idempotency.begin(g.ctx, g.user.id, key, _digest()):
        return _again(kept.status, kept.body, kept.location)
    answer = _told(route, _done(act, key))
    told = answer.get_data(as_text=True)
    idempotency.keep(g.user.id, key, (answer.status_code, told, answer.headers.get("Location", "")))
    return answer


def _done(act: Callable[[], Any], key: str) -> Any:
    """Only work that fails lets its key go: what fails after the work leaves it taken, and so does
    a database that was cut off, for nobody knows whether it was done."""
    try:
        return act()
    except DATABASE_CUT:
        raise
    except Exception:
        gevent.spawn(_let_go, g.user.id, key).join(SOON_S)
        raise


def _let_go(user: int, key: str) -> None:
    """At once, or as soon as the database can be written: that may be why the work failed."""
    for _ in range(LET_GO_TRIES):
        with suppress(DATABASE_BUSY):
            return in_thread(idempotency.forget, user, key)
        gevent.sleep(SOON_S)
    return None


def _digest() -> str:
    """Of the whole request; keyed, because a new user's first password may be in it."""
    head = f"{request.method} {request.full_path}\n".encode()
    key = str(current_app.secret_key).encode()
    return hmac.new(key, head + request.get_data(), hashlib.sha256).hexdigest()


def _again(status: int | None, body: str, location: str) -> Response:
    headers = {"Idempotent-Replayed": "true"} | ({"Location": location} if location else {})
    return Response(body or None, status, headers=headers, content_type=JSON if body else None)


# --- telling -----------------------------------------------------------------------------------


def _told(route: Route, value: Any) -> Response:
    if isinstance(value, Response):
        return value
    headers = dict(value.headers) if isinstance(value, Reply) else {}
    value = value.value if isinstance(value, Reply) else value
    if route.answer is None:
        return Response(status=204, headers=headers)
    if isinstance(value, Slice):
        headers |= _link(value.next)
        value = {"items": value.items, "next": value.next or None}
    shape = route.adapter.validate_python(value, from_attributes=True)
    text = route.adapter.dump_json(shape, by_alias=True)
    return Response(text, route.status, headers=headers, content_type=JSON)


def _link(cursor: str) -> dict[str, str]:
    """Where the next page is (RFC 8288)."""
    if not cursor:
        return {}
    query = urlencode({**request.args, "after": cursor})
    return {"Link": f'<{request.path}?{query}>; rel="next"'}
