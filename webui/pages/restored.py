"""A restored database: what is known of the calls since, and the word for each campaign."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.calls.restored import Word
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.system import restored as service
from webui.text.language import translate as _
from webui.threads import in_thread

GOES_ON = Says("{name} goes on.")
DEALT = {
    Word.CALLED: Says("{count} {count:record counts|records count} as called."),
    Word.TOMORROW: Says("{count} {count:record waits|records wait} until tomorrow."),
    Word.DIAL: Says("{count} {count:record|records} that may have been called can be dialed."),
}

pages = Blueprint("restored", __name__, url_prefix="/restored")


@pages.get("/")
def page() -> str:
    return render_template("restored.html", state=service.state(g.ctx))


@pages.post("/<int:number>")
def go_on(number: int) -> Response:
    """The records that may have been called wait, or count as called: which is the safe one."""
    waits = request.form.get("word") == Word.TOMORROW
    return _go_on(number, Word.TOMORROW if waits else Word.CALLED)


@pages.route("/<int:number>/dial", methods=["GET", "POST"])
def dial(number: int) -> Response | str:
    """They may be dialed: asked once more."""
    if request.method == "POST":
        return _go_on(number, Word.DIAL)
    campaign = campaigns.get(g.ctx, number)
    return render_template(
        "restored_dial.html", campaign=campaign, unknown=service.unknown(g.ctx, number)
    )


def _go_on(number: int, word: Word) -> Response:
    done = in_thread(service.go_on, g.ctx, number, word)
    told = _(GOES_ON, name=done.campaign)
    if done.records:
        told = f"{told} {_(DEALT[done.word], count=done.records)}"
    flash(told, "success")
    return redirect(url_for("restored.page"), 303)
