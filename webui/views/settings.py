"""Settings, and the global speed at the sidebar's foot."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.services import preferences
from esl_dialer.services.errors import Invalid
from webui.language import number
from webui.language import translate as _
from webui.views.session import back

pages = Blueprint("settings", __name__, url_prefix="/settings")


@pages.get("/")
def page() -> str:
    return _page({}, {})


def _page(values: dict[str, str], problems: dict[str, str]) -> str:
    every = preferences.every(g.ctx)
    return render_template("settings.html", every=every, values=values, problems=problems)


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


@pages.post("/global-speed")
def global_speed() -> Response:
    cpm = preferences.set_global_speed(g.ctx, request.form.get("cpm", ""))
    flash(
        _("All campaigns together dial at most {cpm} calls per minute.", cpm=number(cpm)), "success"
    )
    return back()
