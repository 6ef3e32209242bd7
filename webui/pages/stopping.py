"""Stop everything now: one page that says what it will do, one button that does it."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.says import Says
from esl_dialer.core.words import RunState
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.campaigns import stop_everything as service
from webui.text.language import translate as _

PAUSED = Says("{count} {count:campaign is|campaigns are} paused.")
HELD = Says("{count} {count:start|starts} that had come {count:is|are} dropped: {names}.")
LATER = Says("These start by themselves later: {names}.")
HUNG_UP = Says("{count} {count:call is|calls are} being hung up.")

pages = Blueprint("stopping", __name__, url_prefix="/stop-everything")


@pages.route("/", methods=["GET", "POST"])
def page() -> Response | str:
    if request.method == "POST":
        done = service.stop_all(g.ctx, hang_up="hang_up" in request.form)
        flash(_(PAUSED, count=len(done.paused)), "success")
        if done.held:
            flash(_(HELD, count=len(done.held), names=", ".join(done.held)), "warning")
        if done.later:
            flash(_(LATER, names=", ".join(done.later)), "warning")
        if done.act:
            flash(_(HUNG_UP, count=done.live), "warning")
        return redirect(url_for("dashboard.page"), 303)
    active = [s for s in campaigns.every(g.ctx) if s.campaign.run_state is RunState.ACTIVE]
    later, live = service.start_later(g.ctx), sum(s.live for s in active)
    return render_template("stopping.html", active=active, later=later, live=live)
