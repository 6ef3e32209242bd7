"""An agent's desk: their status, the person they talk with, what became of the call."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.calls.disposing import Said
from esl_dialer.core.lists.layout import header_of
from esl_dialer.services.agents import desk as service
from esl_dialer.services.agents.desk import Desk, Told
from esl_dialer.services.calls.disposing import CLOSED
from esl_dialer.services.errors import Invalid, Refused
from webui.guard.typed import shown_again
from webui.pages import forms
from webui.pages.dispositions import titled
from webui.text.language import say
from webui.text.listed import listed

pages = Blueprint("desk", __name__, url_prefix="/desk")


@pages.get("/")
def page() -> str:
    return render_template("desk.html", **_values(service.of(g.ctx, g.user)), problems={})


@pages.get("/now")
def now() -> str:
    """The status, and the person; what is typed stands apart and stays."""
    return render_template("parts/desk_now.html", **_values(service.of(g.ctx, g.user)))


@pages.get("/form")
def form() -> Response | str:
    """Of another call than the page has; 204: it is the same, and what is typed stays."""
    desk = service.of(g.ctx, g.user)
    attempt = desk.talk.attempt if desk.talk else ""
    passed_on = desk.talk is not None and desk.talk.passed_on
    asked = request.args
    if attempt == asked.get("attempt", "") and passed_on == ("passed_on" in asked):
        return Response(status=204)
    return render_template("parts/desk_form.html", **_values(desk), problems={})


def _values(desk: Desk) -> dict[str, object]:
    return {
        "desk": desk,
        "talk": desk.talk,
        "stands": desk.agent.standing,
        "now": g.ctx.now(),
        "choices": titled(desk.talk.choices) if desk.talk else [],
        "header_of": header_of,
        "listed": listed,
    }


@pages.post("/ready")
def ready() -> Response | str:
    return _done(lambda: service.ready(g.ctx, g.user, page=True))


@pages.post("/pause")
def pause() -> Response | str:
    return _done(lambda: service.pause(g.ctx, g.user, request.form.get("reason", "")))


@pages.post("/log-out")
def log_out() -> Response | str:
    return _done(lambda: service.log_out(g.ctx, g.user))


@pages.post("/hang-up")
def hang_up() -> Response | str:
    return _done(lambda: service.hang_up(g.ctx, g.user))


@pages.post("/hold")
def hold() -> Response | str:
    return _done(lambda: service.hold(g.ctx, g.user, held=request.form.get("held") == "yes"))


@pages.post("/mute")
def mute() -> Response | str:
    return _done(lambda: service.mute(g.ctx, g.user, muted=request.form.get("muted") == "yes"))


@pages.post("/keys")
def keys() -> Response | str:
    return _done(lambda: service.press(g.ctx, g.user, request.form.get("keys", "")))


@pages.post("/transfer")
def transfer() -> Response | str:
    return _done(lambda: service.transfer(g.ctx, g.user, request.form.get("to", "")))


@pages.post("/dial")
def dial() -> Response | str:
    return _done(lambda: service.dial(g.ctx, g.user))


@pages.post("/skip")
def skip() -> Response | str:
    return _done(lambda: service.skip(g.ctx, g.user, request.form.get("reason", "")))


@shown_again("desk.submit")
def _as_typed() -> str:
    """The form of the call that is theirs, as it was sent."""
    values = _values(service.of(g.ctx, g.user))
    return render_template("desk.html", **values, problems={}, typed=request.form)


@pages.post("/submit")
def submit() -> Response | tuple[str, int]:
    given = request.form
    told = Told(
        disposition=given.get("disposition", ""),
        said=Said(*(forms.text(given, n) for n in ("note", "call_back", "amount", "promised_on"))),
        pause=given.get("reason", "") if "pause" in given else None,
    )
    try:
        done = service.submit(g.ctx, g.user, told, given.get("attempt", ""))
    except Invalid as error:
        values = _values(service.of(g.ctx, g.user))
        return render_template("desk.html", **values, problems=error.problems, typed=given), 422
    except Refused as refusal:
        flash(say(refusal.says), "warning")
        return _as_typed(), 409
    if done is not None and done.closed:
        flash(say(CLOSED), "warning")
    return redirect(url_for("desk.page"), 303)


def _done(act: Callable[[], None]) -> Response | str:
    """What can't be now is said on the page. With scripts only its part is shown anew: what is
    typed stands apart and stays."""
    told = ""
    try:
        act()
    except (Refused, Invalid) as refusal:
        told = say(refusal.says)
    if request.headers.get("HX-Request"):
        values = _values(service.of(g.ctx, g.user))
        return render_template("parts/desk_now.html", **values, told=told)
    if told:
        flash(told, "warning")
    return redirect(url_for("desk.page"), 303)
