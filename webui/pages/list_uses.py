"""Lists, each stored once, and the campaigns that call their people."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.lists import attaching
from webui.text.language import say

ATTACHED = Says(
    "{count} {count:record|records} added; {there} {there:account was|accounts were} in the "
    "campaign already."
)
DETACHED = Says("{count} {count:record|records} removed; what was called stays.")

pages = Blueprint("list_uses", __name__, url_prefix="/lists")


@pages.get("/")
def every() -> str:
    return render_template("list_uses.html", uses=attaching.every(g.ctx), titles=_titles())


@pages.get("/<int:number>")
def show(number: int) -> str:
    use = attaching.show(g.ctx, number)
    callers = {use.list.campaign_id, *(one.campaign for one in use.attached)}
    kept = (one.campaign for one in campaigns.every(g.ctx))
    choices = [(str(one.id), one.title) for one in kept if one.id not in callers]
    return render_template("list_use.html", use=use, titles=_titles(), choices=choices)


def _titles() -> dict[int, str]:
    """Of campaigns that are not deleted, by number."""
    kept = (one for one in campaigns.to_choose(g.ctx) if one.deleted_at is None)
    return {one.id: one.title for one in kept}


@pages.post("/<int:number>/attach")
def attach(number: int) -> Response:
    done = attaching.attach(g.ctx, request.form.get("campaign", 0, type=int), number)
    told = ATTACHED.of(count=done.records, there=done.people - done.records)
    flash(say(told), "success")
    return redirect(url_for("list_uses.show", number=number), 303)


@pages.post("/<int:number>/detach")
def detach(number: int) -> Response:
    gone = attaching.detach(g.ctx, request.form.get("campaign", 0, type=int), number)
    flash(say(DETACHED.of(count=gone)), "info")
    return redirect(url_for("list_uses.show", number=number), 303)
