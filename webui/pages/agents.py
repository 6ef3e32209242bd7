"""Agents, for who manages them: made singly and many at once, given campaigns; pause reasons."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.says import Says
from esl_dialer.core.words import CampaignKind
from esl_dialer.services.agents import agents as service
from esl_dialer.services.agents import reasons
from esl_dialer.services.agents.agents import AgentSummary, NewAgent
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid, Refused
from webui.guard.typed import shown_again
from webui.pages import forms
from webui.text.language import say
from webui.text.language import translate as _
from webui.text.numbers import numbers_in
from webui.threads import in_thread

MOST_BYTES = 1 << 20

pages = Blueprint("agents", __name__, url_prefix="/agents")


@pages.get("/")
def every() -> str:
    return render_template("agents.html", **_seen(), problems={})


def _seen() -> dict[str, Any]:
    return {
        "agents": service.every(g.ctx),
        "today": in_thread(service.today, g.ctx),
        "reasons": reasons.every(g.ctx),
        "now": g.ctx.now(),
    }


@pages.get("/rows")
def rows() -> str:
    return render_template("parts/agent_rows.html", **_seen())


@pages.route("/new", methods=["GET", "POST"])
def new() -> Response | str | tuple[str, int]:
    if request.method == "GET":
        return _form({"language": "en"}, {})
    given = request.form
    wanted = NewAgent(
        username=forms.text(given, "username"),
        extension=forms.text(given, "extension"),
        full_name=forms.text(given, "full_name"),
        language=given.get("language", "en"),
        password=given.get("password", ""),
        campaigns=_chosen(),
    )
    try:
        made = in_thread(service.make, g.ctx, wanted)
    except Invalid as error:
        return _form(given, error.problems), 422
    flash(_("{name} takes calls.", name=made.agent.username), "success")
    return redirect(url_for("agents.every"), 303)


@shown_again("agents.new")
def _new_as_typed() -> str:
    return _form(request.form, {})


@pages.route("/<int:number>", methods=["GET", "POST"])
def change(number: int) -> Response | str | tuple[str, int]:
    found = service.get(g.ctx, number)
    if request.method == "GET":
        return _form({"extension": found.agent.extension}, {}, found)
    try:
        service.change(g.ctx, number, extension=forms.text(request.form, "extension"))
        service.assign(g.ctx, number, _chosen())
    except Invalid as error:
        return _form(request.form, error.problems, found), 422
    flash(_("Saved."), "success")
    return redirect(url_for("agents.every"), 303)


@shown_again("agents.change")
def _change_as_typed(number: int) -> str:
    return _form(request.form, {}, service.get(g.ctx, number))


def _form(values: Any, problems: dict[str, Says], edited: AgentSummary | None = None) -> str:
    mine = {one.id for one in edited.campaigns} if edited else set()
    return render_template(
        "agent_form.html",
        values=values,
        problems=problems,
        edited=edited,
        offered=_offered(),
        mine=set(_chosen()) if request.method == "POST" else mine,
    )


def _offered() -> list[Any]:
    """Campaigns that connect to agents."""
    found = [one.campaign for one in campaigns.every(g.ctx)]
    return [one for one in found if one.kind is CampaignKind.AG]


def _chosen() -> tuple[int, ...]:
    return tuple(numbers_in(request.form.getlist("campaigns")))


@pages.route("/several", methods=["GET", "POST"])
def several() -> str | tuple[str, int]:
    if request.method == "GET":
        return _several({"count": "10", "prefix": "agent", "first": "1001"}, {})
    given = request.form
    count, first = (forms.text(given, name) for name in ("count", "first"))
    wrong = {
        name: Says("a whole number, at least 1")
        for name, text in (("count", count), ("first", first))
        if not (text.isascii() and text.isdecimal() and len(text) < 10)
    }
    try:
        if wrong:
            raise Invalid(wrong)
        prefix = forms.text(given, "prefix")
        several = (int(count), prefix, int(first), _chosen())
        made = in_thread(service.make_several, g.ctx, *several)
    except Invalid as error:
        return _several(given, error.problems), 422
    return render_template("agents_made.html", made=made)


@pages.post("/file")
def from_file() -> str | tuple[str, int]:
    sent = request.files.get("file")
    text = sent.read(MOST_BYTES).decode("utf-8", "replace") if sent else ""
    try:
        made = in_thread(service.make_from_file, g.ctx, text)
    except Invalid as error:
        begun = {"count": "10", "prefix": "agent", "first": "1001"}
        return _several(begun, error.problems), 422
    return render_template("agents_made.html", made=made)


@shown_again("agents.several")
def _several_as_typed() -> str:
    return _several(request.form, {})


def _several(values: Any, problems: dict[str, Says]) -> str:
    return render_template(
        "agents_several.html",
        values=values,
        problems=problems,
        offered=_offered(),
        mine=set(_chosen()),
    )


@pages.post("/<int:number>/log-out")
def log_out(number: int) -> Response:
    done = service.log_out(g.ctx, number)
    flash(_("{name} is logged out.", name=done.agent.username), "info")
    return redirect(url_for("agents.every"), 303)


@pages.post("/<int:number>/remove")
def remove(number: int) -> Response:
    try:
        gone = service.remove(g.ctx, number)
    except Refused as refusal:
        flash(say(refusal.says), "warning")
    else:
        flash(_("{name} takes no more calls; the user stays.", name=gone.username), "info")
    return redirect(url_for("agents.every"), 303)


@pages.post("/reasons")
def set_reasons() -> Response | tuple[str, int]:
    try:
        service.set_reasons(g.ctx, forms.text(request.form, "reasons").split("\n"))
    except Invalid as error:
        told = render_template("agents.html", **_seen(), problems=error.problems)
        return told, 422
    flash(_("Saved."), "success")
    return redirect(url_for("agents.every"), 303)


@shown_again("agents.set_reasons")
def _reasons_as_typed() -> str:
    return render_template("agents.html", **_seen(), problems={})
