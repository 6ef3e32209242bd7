"""The call queue: what is queued or being dialed, over all campaigns."""

from flask import Blueprint, g, render_template

from esl_dialer.services.calls import overview

pages = Blueprint("queue", __name__, url_prefix="/queue")


@pages.get("/")
def page() -> str:
    return render_template("queue.html", calls=overview.queue(g.ctx), now=g.ctx.now())


@pages.get("/rows")
def rows() -> str:
    return render_template("parts/queue_rows.html", calls=overview.queue(g.ctx), now=g.ctx.now())
