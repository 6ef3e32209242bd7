"""Notices: the bell, their list, and those that arrive while a page is open."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.services.notices import notices as service

pages = Blueprint("notices", __name__, url_prefix="/notices")


@pages.get("/")
def page() -> str:
    found = service.page(g.ctx, g.user.id, request.args.get("before", 0, int), service.PAGE)
    return render_template("notices.html", found=found)


@pages.get("/bell")
def bell() -> str:
    return render_template("parts/bell.html")


@pages.get("/toasts")
def toasts() -> str:
    """What came after the newest that the page has seen."""
    fresh = service.fresh(g.ctx, request.args.get("after", 0, int))
    return render_template("parts/toasts.html", fresh=fresh)


@pages.post("/read")
def read() -> Response:
    service.mark_read(g.ctx, g.user.id, request.form.get("number", 0, int))
    return redirect(url_for("notices.page"), 303)
