"""Lists, each stored once: made, described, put out of use, and called by campaigns."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid
from esl_dialer.services.lists import attaching, imports, named
from esl_dialer.services.people import dnc_lists
from webui.guard.typed import shown_again
from webui.text.language import say
from webui.text.language import translate as _
from webui.threads import in_thread

ATTACHED = Says(
    "{count} {count:record|records} added; {there} {there:account was|accounts were} in the "
    "campaign already."
)
DETACHED = Says("{count} {count:record|records} removed; what was called stays.")
MADE = Says("{name} is made: add its people.")
NO_PROBLEMS: Mapping[str, Says] = {}
NEW = {"name": "", "description": "", "source": "", "active": "on"}
SHOWN = 10
"""Imports into a list on its page."""

pages = Blueprint("list_uses", __name__, url_prefix="/lists")


@pages.get("/")
def every() -> str:
    search = request.args.get("search", "")
    return render_template(
        "list_uses.html",
        found=named.page(g.ctx, search, request.args.get("before", 0, type=int)),
        search=search,
        titles=_titles(),
        dnc_lists=dnc_lists.every(g.ctx, counted=False),
    )


@pages.route("/new", methods=["GET", "POST"])
def new() -> Response | str | tuple[str, int]:
    if request.method == "GET":
        return render_template("list_form.html", use=None, values=NEW, problems={})
    try:
        made = named.create(g.ctx, _sent())
    except Invalid as error:
        return _new_as_typed(error.problems), 422
    flash(_(MADE, name=made.list.name), "success")
    return redirect(url_for("list_uses.show", number=made.list.id), 303)


@shown_again("list_uses.new")
def _new_as_typed(problems: Mapping[str, Says] = NO_PROBLEMS) -> str:
    return render_template("list_form.html", use=None, values=request.form, problems=problems)


@pages.get("/<int:number>")
def show(number: int) -> str:
    use = named.show(g.ctx, number)
    callers = {use.list.campaign_id, *(one.campaign for one in use.attached)}
    kept = (one.campaign for one in campaigns.every(g.ctx))
    choices = [(str(one.id), one.title) for one in kept if one.id not in callers]
    return render_template(
        "list_use.html",
        use=use,
        titles=_titles(),
        choices=choices,
        fed=imports.page(g.ctx, limit=SHOWN, into=number),
    )


@pages.route("/<int:number>/edit", methods=["GET", "POST"])
def change(number: int) -> Response | str | tuple[str, int]:
    if request.method == "GET":
        use = named.show(g.ctx, number)
        values = {name: getattr(use.list, name) for name in ("name", "description", "source")}
        values["active"] = "on" if use.list.active else ""
        return render_template("list_form.html", use=use, values=values, problems={})
    try:
        named.change(g.ctx, number, _sent())
    except Invalid as error:
        return _changed_as_typed(number, error.problems), 422
    flash(_("Saved."), "success")
    return redirect(url_for("list_uses.show", number=number), 303)


@shown_again("list_uses.change")
def _changed_as_typed(number: int, problems: Mapping[str, Says] = NO_PROBLEMS) -> str:
    use = named.show(g.ctx, number)
    return render_template("list_form.html", use=use, values=request.form, problems=problems)


def _sent() -> dict[str, Any]:
    texts = {name: request.form.get(name, "") for name in ("name", "description", "source")}
    return texts | {"active": "active" in request.form}


def _titles() -> dict[int, str]:
    """Of campaigns that are not deleted, by number."""
    kept = (one for one in campaigns.to_choose(g.ctx) if one.deleted_at is None)
    return {one.id: one.title for one in kept}


@pages.post("/<int:number>/attach")
def attach(number: int) -> Response:
    _attach(request.form.get("campaign", 0, type=int), number)
    return redirect(url_for("list_uses.show", number=number), 303)


@pages.get("/of-campaign/<int:number>")
def of_campaign(number: int) -> str:
    return render_template(
        "campaign_lists.html",
        campaign=campaigns.get(g.ctx, number),
        uses=named.of_campaign(g.ctx, number),
        choices=[(str(one.id), one.name) for one in named.to_attach(g.ctx, number)],
    )


@pages.post("/of-campaign/<int:number>")
def attach_to(number: int) -> Response:
    _attach(number, request.form.get("list", 0, type=int))
    return redirect(url_for("list_uses.of_campaign", number=number), 303)


def _attach(campaign: int, number: int) -> None:
    take = partial(attaching.attach, g.ctx, follows="follows" in request.form)
    done = in_thread(take, campaign, number)
    told = ATTACHED.of(count=done.records, there=done.people - done.records)
    flash(say(told), "success")


@pages.route("/<int:number>/detach", methods=["GET", "POST"])
def detach(number: int) -> Response | str:
    campaign = request.values.get("campaign", 0, type=int)
    if request.method == "GET":
        asked = in_thread(attaching.detachable, g.ctx, campaign, number)
        return render_template("list_detach.html", asked=asked)
    its = in_thread(attaching.detach, g.ctx, campaign, number)
    flash(say(DETACHED.of(count=its.goes)), "info")
    return redirect(url_for("list_uses.show", number=number), 303)
