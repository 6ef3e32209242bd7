"""A campaign's audio: ask for it, stop it, see how far it is; hear one record's message."""

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid
from esl_dialer.services.law import message_check
from esl_dialer.services.people import records
from esl_dialer.services.speech import audio as service
from webui.pages.deleted_campaign import refuse_deleted
from webui.pages.law import words
from webui.text.language import translate as _

pages = Blueprint("audio", __name__)
pages.before_request(refuse_deleted)


@pages.route("/campaigns/<int:number>/audio", methods=["GET", "POST"])
def page(number: int) -> Response | str:
    campaign = campaigns.get(g.ctx, number)
    if request.method == "GET":
        return render_template(
            "audio.html",
            campaign=campaign,
            findings=message_check.of_campaign(g.ctx, campaign),
            words=words,
            **progress_of(number),
            **_estimates(number),
        )
    service.request_audio(g.ctx, number, request.form.get("mode", ""))
    flash(_("The audio is being generated."), "info")
    return redirect(url_for("campaigns.detail", number=number), 303)


@pages.post("/campaigns/<int:number>/audio/stop")
def stop(number: int) -> Response:
    if service.stop_audio(g.ctx, campaigns.get(g.ctx, number).id):
        flash(_("Stops after the batch under way. What is made is kept."), "info")
    return redirect(url_for("campaigns.detail", number=number), 303)


@pages.get("/campaigns/<int:number>/audio/progress")
def progress(number: int) -> str:
    campaign = campaigns.get(g.ctx, number)
    return render_template("parts/audio_progress.html", campaign=campaign, **progress_of(number))


def progress_of(number: int) -> dict[str, object]:
    found = service.progress(g.ctx, number)
    running = found.job is not None and found.job.status in ("pending", "running")
    return {"audio": found, "running": running}


def _estimates(number: int) -> dict[str, object]:
    """What either mode will take; nothing when the texts can't be spoken at all."""
    try:
        return {
            "estimates": {mode: service.estimate(g.ctx, number, mode) for mode in service.MODES}
        }
    except Invalid as error:
        return {"estimates": {}, "problem": error.says}


@pages.get("/records/<int:record>/message.wav")
def message(record: int) -> Response:
    return send_file(records.audio_file(g.ctx, record), mimetype="audio/wav", conditional=True)
