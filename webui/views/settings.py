"""Settings, and the global speed at the sidebar's foot."""

from functools import partial

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from esl_dialer.core.couriers import Channel
from esl_dialer.core.voices import VOICES
from esl_dialer.services import audio_cleanup, exporting, gateways, notices, preferences
from esl_dialer.services.errors import Invalid
from webui.doors import Doors
from webui.language import number
from webui.language import translate as _
from webui.threads import in_thread
from webui.views.session import back

CHOICES = {
    "record": "the record, for good",
    "number": "only that number",
    "nobody": "nobody",
    "admins": "all but Viewers",
    "everyone": "everyone",
    "en": "English",
    "fr": "French",
    "none": "not protected",
}

pages = Blueprint("settings", __name__, url_prefix="/settings")


@pages.get("/")
def page() -> str:
    return _page({}, {})


def _page(values: dict[str, str], problems: dict[str, str]) -> str:
    every = preferences.every(g.ctx)
    return render_template(
        "settings.html",
        every=every,
        values=values,
        problems=problems,
        titles=_titles(),
        gateways=gateways.every(g.ctx),
    )


def _titles() -> dict[str, str]:
    """What people read for a choice, where that is not the word itself."""
    voices = {voice.name: voice.title for voice in VOICES.values()}
    return voices | {word: _(title) for word, title in CHOICES.items()}


@pages.post("/")
def save() -> Response | tuple[str, int]:
    every = preferences.every(g.ctx)
    values = {
        p.key: request.form.get(p.key, "false" if isinstance(p.spec.default, bool) else "")
        for p in every
        if not (p.spec.secret and not request.form.get(p.key))
    }
    try:
        preferences.save(g.ctx, values)
    except Invalid as error:
        return _page(values, error.problems), 422
    flash(_("Saved."), "success")
    return redirect(url_for("settings.page"), 303)


@pages.post("/cleanup")
def cleanup() -> Response:
    """Delete audio that nobody needs, now."""
    done = in_thread(audio_cleanup.clean_up, g.ctx, _doors().trim_cache)
    told = _(
        "{count} files of audio deleted.", count=number(done.stale + done.orphaned + done.cached)
    )
    flash(told, "success")
    return redirect(url_for("settings.page"), 303)


@pages.post("/deliver")
def deliver() -> Response:
    """Upload yesterday's results now, as a test of the settings too."""
    day = exporting.yesterday(g.ctx)
    done = in_thread(partial(exporting.export_day, again=True), g.ctx, day, _doors().courier)
    flash(_("{name} is on the SFTP server.", name=done.name), "success")
    return redirect(url_for("settings.page"), 303)


@pages.post("/test-notice")
def test_notice() -> Response:
    """By mail or webhook, now, with the settings that are saved."""
    channel = request.form.get("channel", "")
    if channel not in set(Channel):
        abort(400)
    where = in_thread(notices.test, g.ctx, Channel(channel), _doors().couriers)
    flash(_("The test went to {where}.", where=where), "success")
    return redirect(url_for("settings.page"), 303)


def _doors() -> Doors:
    doors: Doors = current_app.extensions["doors"]
    return doors


@pages.post("/global-speed")
def global_speed() -> Response:
    cpm = preferences.set_global_speed(g.ctx, request.form.get("cpm", ""))
    flash(
        _("All campaigns together dial at most {cpm} calls per minute.", cpm=number(cpm)), "success"
    )
    return back()
