"""What is done with campaigns on their list: with one, or with all that are ticked."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import several as service
from esl_dialer.services.campaigns.several import Act, Told
from esl_dialer.services.errors import Invalid
from webui.pages.campaign_list import back
from webui.text.language import say
from webui.text.numbers import numbers_in
from webui.threads import in_thread

pages = Blueprint("several", __name__, url_prefix="/campaigns")


@pages.post("/act")
def act() -> Response | str:
    """One is done and told on the list; several are told each, on a page of their own."""
    verb, numbers = _asked()
    there = back(request.form.get("back", ""))
    if verb in service.ASKED_ABOUT and "sure" not in request.form:
        return _sure(verb, numbers, there)
    told = in_thread(service.act, g.ctx, verb, numbers)
    if len(told) > 1:
        return render_template("several_told.html", told=told, there=there)
    _flash(told[0])
    return redirect(there, 303)


def _asked() -> tuple[Act, list[int]]:
    """A row's own button names its campaign. Raises Invalid."""
    verb, _, number = request.form.get("one", "").partition(":")
    chosen = [number] if verb else request.form.getlist("chosen")
    try:
        wanted = Act(verb or request.form.get("verb", ""))
    except ValueError:
        raise Invalid({"verb": Says("choose what is to be done")}) from None
    return wanted, numbers_in(chosen)


def _sure(verb: Act, numbers: list[int], there: str) -> Response | str:
    if len(numbers) == 1:
        return redirect(url_for(f"campaigns.{verb}", number=numbers[0]), 303)
    asked = service.asked(g.ctx, verb, numbers)
    if not asked:
        raise Invalid({"campaigns": Says("choose one or several")})
    address = request.form.get("back", "")
    page = f"several_{verb}.html"
    return render_template(page, asked=asked, address=address, there=there)


def _flash(told: Told) -> None:
    flash(say(told.sentence), "danger" if told.refused else "success" if told.done else "info")
