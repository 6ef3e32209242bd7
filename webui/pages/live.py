"""The stream of what changes, and the engine's badge."""

from dataclasses import replace

from flask import Blueprint, Response, render_template, request, session

from esl_dialer.services.accounts import sessions, users
from esl_dialer.services.agents import desk
from esl_dialer.services.calls import news
from webui import shared
from webui.exports import TOPIC
from webui.live import GONE

pages = Blueprint("live", __name__, url_prefix="/live")

EVERYTHING = frozenset(news.TOPICS.values()) | TOPIC
"""Told to a page whose stream begins: what it missed is caught up with by asking once."""


@pages.get("/stream")
def stream() -> Response:
    """Server-sent events; 204 tells a browser with enough streams to stop asking."""
    live, base, name = shared.live(), shared.base(), session["name"]
    listener = live.join(name, request.environ.get(GONE, lambda: False))
    if listener is None:
        return Response(status=204)
    of_desk = request.args.get("desk", "")
    listener.tell(EVERYTHING | {sessions.ENDED} | ({f"agent-{of_desk}"} if of_desk else set()))

    def still_signed_in() -> bool:
        """An agent's desk is there as long as its stream: a browser slows down a hidden page's
        timers, and leaves the stream alone."""
        with news.connection():
            user = sessions.user_of(base, name)
            if user is not None and of_desk:
                desk.seen(replace(base, actor=users.actor_of(user)), user)
            return user is not None

    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    text = live.stream(listener, still_signed_in)
    return Response(text, mimetype="text/event-stream", headers=headers)


@pages.get("/engine")
def engine() -> str:
    """The banners come along: each goes to its own place."""
    return render_template("parts/engine_asked.html")
