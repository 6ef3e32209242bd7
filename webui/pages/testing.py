"""Test calls: a text, or a record's own message, to a phone at hand; followed step by step."""

from collections.abc import Mapping

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.says import Says, several
from esl_dialer.core.speech.voices import VOICES
from esl_dialer.services.calls import test_calls as service
from esl_dialer.services.calls.test_calls import Quick
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid, NotFound, Refused, ServiceError
from esl_dialer.services.people import records as people
from webui.guard.typed import shown_again
from webui.text.language import translate as _
from webui.text.numbers import number_in

pages = Blueprint("testing", __name__, url_prefix="/test-call")


@pages.get("/")
def page() -> str:
    tab = "campaign" if request.args.get("tab") == "campaign" else "quick"
    return _page(tab, request.args, {})


def _page(tab: str, values: Mapping[str, str], problems: dict[str, Says]) -> str:
    number = number_in(values.get("campaign", ""))
    return render_template(
        "testing.html",
        tab=tab,
        values=values,
        problems=problems,
        voices=[("", _("Default")), *((voice.name, voice.title) for voice in VOICES.values())],
        standings=campaigns.every(g.ctx),
        chosen=number,
        records=people.page(g.ctx, number).records if number else (),
        steps=service.SHOWN_STEPS,
    )


@pages.get("/campaigns/<int:number>/records")
def records(number: int) -> str:
    """The records of a campaign that what is typed may mean."""
    found = people.page(g.ctx, number, request.args.get("account", "")).records
    return render_template("parts/account_options.html", records=found)


@pages.post("/quick")
def quick() -> Response | tuple[str, int]:
    names = ("phone", "text", "kind", "voice", "language", "transfer_number")
    wanted = Quick(**{name: request.form.get(name, "").strip() for name in names})
    try:
        act = service.quick(g.ctx, wanted)
    except ServiceError as error:
        return _page("quick", request.form, _problems(error)), 422
    return redirect(url_for("testing.follow", act=act), 303)


@pages.post("/campaign")
def campaign() -> Response | tuple[str, int]:
    account, phone = request.form.get("account", ""), request.form.get("phone", "")
    try:
        act = service.of_record(g.ctx, request.form.get("campaign", 0, int), account, phone)
    except ServiceError as error:
        return _page("campaign", request.form, _problems(error)), 422
    return redirect(url_for("testing.follow", act=act), 303)


@shown_again("testing.quick")
def _quick_as_typed() -> str:
    return _page("quick", request.form, {})


@shown_again("testing.campaign")
def _campaign_as_typed() -> str:
    return _page("campaign", request.form, {})


def _problems(error: ServiceError) -> dict[str, Says]:
    if isinstance(error, Invalid):
        return error.problems
    if isinstance(error, NotFound):
        return {"account": error.says}
    return {"phone": several(error.reasons) if isinstance(error, Refused) else error.says}


@pages.get("/<int:act>")
def follow(act: int) -> str:
    progress = service.progress(g.ctx, act)
    return render_template("testing_follow.html", progress=progress, steps=service.SHOWN_STEPS)


@pages.get("/<int:act>/steps")
def steps(act: int) -> str:
    progress = service.progress(g.ctx, act)
    template = "parts/testing_steps.html"
    return render_template(template, progress=progress, steps=service.SHOWN_STEPS)
