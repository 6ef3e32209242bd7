"""The audit trail."""

from flask import Blueprint, g, render_template, request

from esl_dialer.services.accounts import audit_trail as service

pages = Blueprint("trail", __name__, url_prefix="/audit")


@pages.get("/")
def page() -> str:
    actor, action = request.args.get("actor", ""), request.args.get("action", "")
    entries = service.page(g.ctx, actor, action, request.args.get("before", 0, type=int))
    more = entries[-1].id if len(entries) == service.PAGE else 0
    return render_template("trail.html", entries=entries, actor=actor, action=action, more=more)
