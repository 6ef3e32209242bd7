"""For those who watch the process: is it alive, is it ready, and its figures."""

from flask import Blueprint, Response, request

from esl_dialer.services.system import monitoring
from webui import shared
from webui.api.admission import admit
from webui.threads import in_thread

pages = Blueprint("health", __name__)

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")
"""Headers that a proxy adds: then the request is not of this machine."""

TEXT = "text/plain; version=0.0.4; charset=utf-8"


@pages.get("/healthz")
def alive() -> Response:
    """The process answers; nothing else is asked."""
    return Response("ok\n", content_type="text/plain")


@pages.get("/readyz")
def ready() -> Response:
    """503 when the database does not answer; the engine and the switch are told beside."""
    found = monitoring.readiness(shared.base())
    if found.error is not None:
        shared.store_watch().note(found.error)
    text = "".join(f"{name} {told}\n" for name, told in found.told.items())
    return Response(text, 200 if found.ready else 503, content_type="text/plain")


@pages.get("/metrics")
def metrics() -> Response:
    """For Prometheus: on this machine without, from elsewhere with a token."""
    if not _of_this_machine() and (refusal := admit(shared.base())):
        return refusal
    collector = shared.metrics()
    text = shared.readings().of("metrics", lambda: in_thread(collector.text))
    return Response(text, content_type=TEXT)


def _of_this_machine() -> bool:
    return request.remote_addr in LOOPBACK and not any(h in request.headers for h in FORWARDED)
