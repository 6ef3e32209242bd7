"""Settings, and the global speed at the sidebar's foot."""

from collections.abc import Callable, Mapping
from functools import partial

from flask import (
    Blueprint,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from esl_dialer.core.notices.notifiers import Channel
from esl_dialer.core.says import Says
from esl_dialer.core.system.settings import FIELDS
from esl_dialer.services.errors import Invalid, ServiceError
from esl_dialer.services.notices import notices
from esl_dialer.services.reports import exporting
from esl_dialer.services.routing import gateways
from esl_dialer.services.speech import audio_cleanup
from esl_dialer.services.system import preferences
from esl_dialer.services.system.preferences import Preference
from webui import shared
from webui.guard.typed import shown_again
from webui.pages import forms
from webui.pages.session import back
from webui.pages.setting_sections import NOTICES, SECTIONS
from webui.text.language import refusal
from webui.text.language import translate as _
from webui.threads import in_thread

Refusal = tuple[str, int]
"""The page again with what was typed, and its status."""

pages = Blueprint("settings", __name__, url_prefix="/settings")


@pages.get("/")
def page() -> str:
    return _page({}, {})


def _as_typed() -> str:
    """Whichever button sent the form; a switch that is off is not in it."""
    off = dict.fromkeys(request.form.getlist("switches"), "false")
    return _page(off | request.form.to_dict(), {}, request.form.get("seen"))


for _sends in ("save", "deliver", "test_notice"):
    shown_again(f"settings.{_sends}")(_as_typed)


def _page(values: Mapping[str, str], problems: dict[str, Says], seen: str | None = None) -> str:
    """``seen``: what the form was made from, when that is not what is saved now."""
    every = preferences.every(g.ctx)
    return render_template(
        "settings.html",
        every=every,
        settings_by_key={one.key: one for one in every},
        sections=SECTIONS,
        told_of=NOTICES,
        refused={FIELDS[name].section for name in problems.keys() & FIELDS.keys()},
        values=values,
        problems=problems,
        seen=forms.mark(_shown(every)) if seen is None else seen,
        gateways=gateways.every(g.ctx),
    )


def _shown(every: list[Preference]) -> dict[str, str]:
    """The settings as the page's form holds them; secrets it does not."""
    return {
        p.key: str(p.value).lower() if isinstance(p.value, bool) else str(p.value)
        for p in every
        if not p.field.secret
    }


@pages.post("/")
def save() -> Response | Refusal:
    if refused := _save():
        return refused
    flash(_("Saved."), "success")
    return redirect(url_for("settings.page"), 303)


def _save() -> Refusal | None:
    """Save what the form holds, all of it or nothing."""
    every = preferences.every(g.ctx)
    typed = {p.key: forms.text(request.form, p.key) for p in every if p.key in request.form}
    typed = dict.fromkeys(request.form.getlist("switches"), "false") | typed
    values = {p.key: typed[p.key] for p in every if p.key in typed and _given(p, typed[p.key])}
    saved = _shown(every)
    if request.form.get("seen", forms.mark(saved)) != forms.mark(saved):
        flash(_("Somebody changed the settings meanwhile. Look, and save again."), "warning")
        known = {key: saved[key] for key in values if key in saved}
        return _page(values, forms.differences(values, known)), 409
    try:
        preferences.save(g.ctx, values)
    except Invalid as error:
        return _page(values, error.problems), 422
    return None


def _given(preference: Preference, text: str) -> bool:
    """An empty password is none that was typed: what is kept stays."""
    return bool(text) or not preference.field.secret


@pages.post("/cleanup")
def cleanup() -> Response:
    """Delete audio that nobody needs, now."""
    done = in_thread(audio_cleanup.clean_up, g.ctx, shared.doors().trim_cache)
    told = Says("{count} {count:file|files} of audio deleted.")
    flash(_(told, count=done.stale + done.orphaned + done.cached), "success")
    return redirect(url_for("settings.page"), 303)


@pages.post("/deliver")
def deliver() -> Response | Refusal:
    """Save what is typed, and upload yesterday's results with it: a test of the settings too."""
    if refused := _save():
        return refused
    day, send = exporting.yesterday(g.ctx), partial(exporting.export_day, again=True)
    return _after_saving(
        lambda: in_thread(send, g.ctx, day, shared.doors().courier).name,
        Says("{what} is on the SFTP server."),
    )


@pages.post("/test-notice")
def test_notice() -> Response | Refusal:
    """Save what is typed, and send a test with it: by mail or webhook, now."""
    channel = request.form.get("channel", "")
    if channel not in set(Channel):
        abort(400)
    if refused := _save():
        return refused
    return _after_saving(
        lambda: in_thread(notices.test, g.ctx, Channel(channel), shared.doors().couriers),
        Says("The test went to {what}."),
    )


def _after_saving(act: Callable[[], str], told: Says) -> Response:
    """What is typed is saved already, whether or not the act is refused."""
    try:
        flash(_(told, what=act()), "success")
    except ServiceError as error:
        flash(refusal(error), "danger")
    return redirect(url_for("settings.page"), 303)


@pages.post("/global-speed")
def global_speed() -> Response:
    cpm = preferences.set_global_speed(g.ctx, request.form.get("cpm", ""))
    told = Says("All campaigns together dial at most {cpm} {cpm:call|calls} per minute.")
    flash(_(told, cpm=cpm), "success")
    return back()
