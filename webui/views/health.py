"""For those who watch the process: is it alive, is it ready?"""

from flask import Blueprint

from esl_dialer.services import news

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def alive() -> tuple[str, int, dict[str, str]]:
    return "ok\n", 200, {"Content-Type": "text/plain"}


@pages.get("/readyz")
def ready() -> tuple[str, int, dict[str, str]]:
    """The database answers."""
    news.last_number()
    return "ok\n", 200, {"Content-Type": "text/plain"}
