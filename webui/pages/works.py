"""The menu of long work: lists, audio and exports, on every page."""

from typing import Any

from flask import Blueprint, g, render_template

from esl_dialer.services.system import background_work
from webui import shared

pages = Blueprint("works", __name__, url_prefix="/works")


@pages.get("/")
def menu() -> str:
    return render_template("parts/works.html", menu=shown(), arrives=True)


def shown() -> dict[str, Any]:
    """What the menu shows; ``busy`` counts what is under way."""
    found = shared.readings().of("works", lambda: background_work.every(g.ctx))
    mine = shared.exports().of(g.ctx.actor.name)
    return {
        "works": found,
        "exports": mine,
        "busy": len(mine) + sum(one.under_way for one in found),
    }
