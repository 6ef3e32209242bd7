"""A user's tokens: how their programs ask in their name."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.says import Says
from esl_dialer.services.accounts import tokens as service
from esl_dialer.services.errors import Invalid
from webui.guard.typed import shown_again
from webui.text.language import translate as _

pages = Blueprint("tokens", __name__, url_prefix="/profile/tokens")

DAYS = (30, 90, 365)


@pages.route("/", methods=["GET", "POST"])
def page() -> str | tuple[str, int]:
    """Listed, and made: a new one is shown once."""
    if request.method == "GET":
        return _page({})
    name, days = request.form.get("name", ""), request.form.get("days", type=int)
    try:
        made = service.add(g.ctx, g.user, name, days)
    except Invalid as error:
        return _page(error.problems), 422
    return render_template("token_made.html", made=made)


def _page(problems: dict[str, Says]) -> str:
    every = service.every(g.ctx, g.user)
    choices = [("", _("Never")), *((str(d), _("After {days} days", days=d)) for d in DAYS)]
    return render_template(
        "tokens.html", tokens=every, values=request.form, problems=problems, choices=choices
    )


@shown_again("tokens.page")
def _as_typed() -> str:
    return _page({})


@pages.route("/<int:number>/revoke", methods=["GET", "POST"])
def revoke(number: int) -> Response | str:
    if request.method == "GET":
        return render_template("token_revoke.html", token=service.get(g.ctx, g.user, number))
    gone = service.revoke(g.ctx, g.user, number)
    flash(_("{name} is revoked: it opens nothing any more.", name=gone.name), "info")
    return redirect(url_for("tokens.page"), 303)
