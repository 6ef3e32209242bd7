"""Campaigns: the list, one campaign, and what is done with it."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.says import Says
from esl_dialer.core.words import RunState
from esl_dialer.services.agents import floor
from esl_dialer.services.calls import last_hour, overview
from esl_dialer.services.campaigns import campaigns as service
from esl_dialer.services.campaigns import editing, preflight, rerunning, views
from esl_dialer.services.context import Context
from esl_dialer.services.lists import cancelling
from esl_dialer.services.people import removing_accounts
from esl_dialer.services.rules import why
from webui import shared
from webui.guard.typed import shown_again
from webui.pages import campaign_list
from webui.pages.audio import progress_of
from webui.pages.deleted_campaign import refuse_deleted
from webui.pages.lists import lists_of
from webui.text.language import translate as _
from webui.text.listed import some
from webui.threads import in_thread

NOBODY_PRESSED = Says(
    "{count} of them {count:was|were} stopped by a 2 that nobody pressed: it was simulated."
)

pages = Blueprint("campaigns", __name__, url_prefix="/campaigns")
pages.before_request(refuse_deleted)


@pages.get("/")
def every() -> tuple[str, int]:
    values, problems = campaign_list.shown(opens=True)
    html = render_template("campaigns.html", views=views.every(g.ctx), **values)
    return html, 422 if problems else 200


@pages.get("/rows")
def rows() -> Response:
    """Asked for by the form, the page's address says what it asks for."""
    values, _problems = campaign_list.shown()
    answer = make_response(render_template("parts/campaign_rows.html", **values))
    if request.headers.get("HX-Trigger") == "wanted":
        answer.headers["HX-Replace-Url"] = campaign_list.link(values["wanted"])
    return answer


@pages.get("/<int:number>")
def detail(number: int) -> str:
    values = lists_of(number) | progress_of(number) | _standing(number) | _calls(number)
    values |= _hour(number)
    return render_template("campaign.html", **values, floor=floor.of_campaign(g.ctx, number))


@pages.get("/<int:number>/agents")
def agents(number: int) -> str:
    own = floor.of_campaign(g.ctx, number)
    return render_template("parts/campaign_agents.html", floor=own, now=g.ctx.now())


@pages.get("/<int:number>/standing")
def standing(number: int) -> str:
    values = shared.readings().of(("standing", number), lambda: _standing(number))
    return render_template("parts/campaign_standing.html", **values)


@pages.get("/<int:number>/calls")
def calls(number: int) -> str:
    return render_template("parts/feed.html", **_calls(number))


@pages.get("/<int:number>/hour")
def hour(number: int) -> str:
    return render_template("parts/last_hour.html", **_hour(number))


def _hour(number: int) -> dict[str, object]:
    read = partial(last_hour.of_campaign, g.ctx, number)
    return {"hour": shared.readings().of(("last hour", number), read)}


def _standing(number: int) -> dict[str, object]:
    found = service.standing(g.ctx, number)
    if found.campaign.run_state is RunState.ACTIVE:
        before, answer = None, why.of_campaign(g.ctx, number)
    else:
        before, answer = preflight.with_why(g.ctx, number)
    return {"standing": found, "campaign": found.campaign, "why": answer, "before": before}


def _calls(number: int) -> dict[str, object]:
    return {"calls": overview.feed(g.ctx, number), "now": g.ctx.now(), "of_one": True}


@pages.post("/<int:number>/start")
def start(number: int) -> Response:
    in_thread(service.start, g.ctx, number)
    return _do(service.get, number, _("{name} is dialing."))


@pages.post("/<int:number>/pause")
def pause(number: int) -> Response:
    return _do(service.pause, number, _("{name} is paused. Calls in progress go on to their end."))


@pages.post("/<int:number>/stop")
def stop(number: int) -> Response:
    return _do(service.stop, number, _("{name} is stopped. Start it again to continue."))


@pages.post("/<int:number>/speed")
def speed(number: int) -> Response:
    cpm = request.form.get("cpm", 0.0, type=float)
    told = _("{name} dials {cpm} {cpm:call|calls} per minute.", name="{name}", cpm=cpm)
    return _do(lambda ctx, ref: editing.set_speed(ctx, ref, cpm), number, told)


@pages.post("/<int:number>/order")
def order(number: int) -> Response:
    wanted = request.form.get("dial_order", "")
    in_random, in_sequence = (
        _("{name} dials in random order."),
        _("{name} dials in sequential order."),
    )
    told = in_random if wanted == "random" else in_sequence
    return _do(lambda ctx, ref: editing.set_order(ctx, ref, wanted), number, told)


def _do(act: Callable[[Context, int | str], Campaign], number: int, told: str) -> Response:
    campaign = act(g.ctx, number)
    flash(told.replace("{name}", campaign.name), "success")
    if "stay" in request.form:
        return redirect(url_for("dashboard.page", _anchor=f"run-{number}"), 303)
    return redirect(url_for("campaigns.detail", number=number), 303)


@pages.route("/<int:number>/complete", methods=["GET", "POST"])
def complete(number: int) -> Response | str:
    """Nobody else is dialed in this run."""
    if request.method == "POST":
        in_thread(service.complete, g.ctx, number)
        told = _("{name} is complete. Calls in progress go on to their end.")
        return _do(service.get, number, told)
    found = service.standing(g.ctx, number)
    return render_template("campaign_complete.html", campaign=found.campaign, standing=found)


@pages.route("/<int:number>/rerun", methods=["GET", "POST"])
def rerun(number: int) -> Response | str:
    """A new run, which dials at once."""
    if request.method == "POST":
        in_thread(rerunning.rerun, g.ctx, number)
        return _do(service.get, number, _("{name} is dialing everybody afresh."))
    asked = rerunning.look(g.ctx, number)
    return render_template(
        "campaign_rerun.html",
        campaign=service.get(g.ctx, number),
        asked=asked,
        nobody_pressed=editing.NOBODY_PRESSED,
    )


@pages.route("/<int:number>/reset", methods=["GET", "POST"])
def reset(number: int) -> Response | str:
    if request.method == "POST":
        done = in_thread(editing.reset, g.ctx, number)
        told = Says("{count} {count:record is|records are} pending again.")
        flash(_(told, count=done.requeued), "success")
        if done.simulated:
            flash(_(NOBODY_PRESSED, count=done.simulated), "info")
        return redirect(url_for("campaigns.detail", number=number), 303)
    campaign = service.get(g.ctx, number)
    asked = editing.resettable(g.ctx, number)
    return render_template(
        "campaign_reset.html",
        campaign=campaign,
        asked=asked,
        nobody_pressed=editing.NOBODY_PRESSED,
    )


@pages.route("/<int:number>/delete", methods=["GET", "POST"])
def delete(number: int) -> Response | str:
    campaign = service.get(g.ctx, number)
    if request.method == "POST":
        in_thread(editing.delete, g.ctx, number)
        flash(_("{name} is deleted. Its results stay in the reports.", name=campaign.name), "info")
        return redirect(url_for("campaigns.every"), 303)
    found = service.standing(g.ctx, number)
    reasons = editing.reasons_against(found, Verb.DELETE)
    return render_template(
        "campaign_delete.html",
        campaign=campaign,
        standing=found,
        reasons=reasons,
        importing=cancelling.under_way(g.ctx, number),
    )


@shown_again("campaigns.remove")
def _remove_as_typed(number: int) -> str:
    campaign, accounts = service.get(g.ctx, number), request.form.get("accounts", "")
    return render_template("campaign_remove.html", campaign=campaign, accounts=accounts)


@pages.route("/<int:number>/remove", methods=["GET", "POST"])
def remove(number: int) -> Response | str:
    """Take accounts off before they are dialed."""
    if request.method == "GET":
        return _remove_as_typed(number)
    campaign = service.get(g.ctx, number)
    done = removing_accounts.remove(g.ctx, campaign.id, request.form.get("accounts", ""))
    told = _(
        "{removed} of {named} {named:account|accounts} removed; {kept} kept because "
        "{kept:it was|they were} called; {unknown} not in this campaign.",
        removed=done.removed,
        named=done.named,
        kept=done.kept,
        unknown=len(done.unknown),
    )
    flash(told, "success" if done.removed else "warning")
    if done.unknown:
        flash(_("Not in this campaign: {some}", some=some(done.unknown)), "warning")
    return redirect(url_for("campaigns.detail", number=number), 303)
