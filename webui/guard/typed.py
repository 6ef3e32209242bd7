"""What a person typed is not lost when it can't be taken: the session ended, the page is too old,
the store is busy, a service refuses.

A view says with ``shown_again`` how its form looks with what was sent. Without a session the text
goes along through signing in, sealed, in the browser: nothing is kept here.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from flask import current_app, flash, g, render_template, request, url_for
from itsdangerous import BadData, URLSafeSerializer

from esl_dialer.core.says import Says
from esl_dialer.core.system.settings import FIELDS as SETTINGS
from webui.text.language import translate as _

V = TypeVar("V", bound=Callable[..., str])

DRAFT = "draft"
"""A field of a form of which the browser keeps what is typed: its name there."""

TAKEN = "taken"
"""Category of the flashed word that tells the browser to forget a draft."""

AGAIN = "shown-again"
"""A field of a request that wants its form only to be shown, filled."""

KEPT = "kept"
"""A field of the forms of signing in: what was typed before, sealed."""

TYPIST = "by"
"""A field of every form: the number of the user who was shown it."""

OURS = frozenset({"csrf_token", AGAIN, DRAFT, KEPT, TYPIST})
SECRETS = frozenset(
    {"password", "old", "new", "again", "code"}
    | {name for name, field in SETTINGS.items() if field.secret}
)
"""Fields that are typed anew each time."""

MOST_BYTES = 4 << 20
"""Of a form that goes through signing in."""

_SALT = "typed before signing in"

SIGNED_OUT = Says("You were signed out. Sign in to go on: what you typed is kept.")
NOT_DONE = Says("You were signed out: nothing was done. Sign in, and do it again.")
SIGNED_IN_AGAIN = Says("You are signed in again. This is what you typed; nothing is saved yet.")
OLD = Says("This page was too old, and nothing is saved yet. Look at it, then send it again.")


def shown_again(endpoint: str) -> Callable[[V], V]:
    """Decorates what shows an endpoint's form as ``request.form`` has it; it takes the view's

    arguments.
    """

    def keep(show: V) -> V:
        _SHOW[endpoint] = show
        return show

    return keep


_SHOW: dict[str, Callable[..., str]] = {}


def can_be_shown() -> bool:
    """Whether the request is a form's that a view can show again."""
    return request.method == "POST" and request.endpoint in _SHOW


def show(told: str, level: str = "warning") -> str:
    """The form as it was sent, with a word above it."""
    flash(told, level)
    return _SHOW[str(request.endpoint)](**(request.view_args or {}))


def tell_what_was_taken(status: int) -> None:
    """The browser keeps what is typed until it hears that it was taken; a refusal says no such."""
    if request.method != "POST" or status >= 400 or g.get("user") is None or g.get("refused"):
        return
    if AGAIN not in request.form and (draft := request.form.get(DRAFT)):
        flash(draft, TAKEN)


def wanted_again() -> bool:
    """Whether somebody who has signed in wants to see what they typed before."""
    return can_be_shown() and AGAIN in request.form


class Kept(NamedTuple):
    """``where`` the form was sent; ``by`` whom, as far as known; its ``fields`` in order."""

    where: str
    by: str
    fields: list[tuple[str, str]]


def sealed() -> str:
    """What the request's form holds, for the forms of signing in; empty when it is not ours."""
    if not can_be_shown() or not _from_here() or (request.content_length or 0) > MOST_BYTES:
        return ""
    typed = request.form.items(multi=True)
    fields = [(name, text) for name, text in typed if name not in OURS | SECRETS]
    return str(_serializer().dumps([request.path, request.form.get(TYPIST, ""), fields]))


def kept(user: int) -> Kept | None:
    """What was typed before this user signed in, when the form says so, and nobody else did."""
    try:
        found = Kept(*_serializer().loads(request.form.get(KEPT, "")))
    except (BadData, TypeError):
        return None
    return found if found.by in ("", str(user)) else None


def _from_here() -> bool:
    """Another site's form is nobody's typing."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=_SALT)


def onward(found: Kept) -> str:
    """A page that goes on, by itself where scripts run, to the form as it was."""
    return render_template("onward.html", onward=found, again=AGAIN)


def page_of_form() -> str:
    """Where somebody goes on who was signed out as they sent a form."""
    if can_be_shown():
        return request.path
    came_from = urlsplit(request.referrer or "").path
    return came_from or url_for("dashboard.page")


def told_at_sign_in(sealed_form: str) -> str:
    return _(SIGNED_OUT) if sealed_form else _(NOT_DONE)


def typist() -> str:
    """For the forms' field."""
    user: Any = g.get("user")
    return str(user.id) if user is not None else ""
