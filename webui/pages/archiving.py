"""Campaigns made again and put away: cloned, archived, brought back."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import archiving as service
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid
from webui.guard.typed import shown_again
from webui.pages.deleted_campaign import refuse_deleted
from webui.text.language import translate as _
from webui.threads import in_thread

CLONED = Says("{name} is made, with the settings of {original}. Give it a list of people to call.")
ARCHIVED = Says("{name} is archived: it is never dialed, and its results and pages stay.")
BACK = Says("{name} is back on the list. Start it to dial.")

pages = Blueprint("archiving", __name__, url_prefix="/campaigns")
pages.before_request(refuse_deleted)


@pages.route("/<int:number>/clone", methods=["GET", "POST"])
def clone(number: int) -> Response | str | tuple[str, int]:
    if request.method == "GET":
        return _clone_form(number, {"name": service.name_for_clone(g.ctx, number)})
    try:
        made = in_thread(service.clone, g.ctx, number, request.form.get("name", ""))
    except Invalid as error:
        return _clone_form(number, request.form, error.problems), 422
    original = campaigns.get(g.ctx, number)
    flash(_(CLONED, name=made.name, original=original.name), "success")
    return redirect(url_for("campaigns.detail", number=made.id), 303)


@shown_again("archiving.clone")
def _clone_as_typed(number: int) -> str:
    return _clone_form(number, request.form)


def _clone_form(
    number: int, values: Mapping[str, str], problems: Mapping[str, Says] | None = None
) -> str:
    """What is wrong with another field than the name is told above it."""
    wrong = problems or {}
    return render_template(
        "campaign_clone.html",
        campaign=campaigns.get(g.ctx, number),
        values=values,
        problems=wrong,
        others={name: one for name, one in wrong.items() if name != "name"},
    )


@pages.post("/<int:number>/archive")
def archive(number: int) -> Response:
    done = service.archive(g.ctx, number)
    flash(_(ARCHIVED, name=done.name), "success")
    return redirect(url_for("campaigns.detail", number=number), 303)


@pages.post("/<int:number>/unarchive")
def unarchive(number: int) -> Response:
    done = service.unarchive(g.ctx, number)
    flash(_(BACK, name=done.name), "success")
    return redirect(url_for("campaigns.detail", number=number), 303)
