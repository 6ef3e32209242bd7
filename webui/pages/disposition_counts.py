"""How often what was said of a campaign's calls, run by run."""

from flask import Blueprint, g, render_template, request

from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid
from esl_dialer.services.reports import disposition_counts as service
from webui.pages.dispositions import title_of
from webui.threads import in_thread

pages = Blueprint("disposition_counts", __name__)


@pages.get("/campaigns/<int:number>/dispositions")
def page(number: int) -> tuple[str, int]:
    campaign = campaigns.get(g.ctx, number)
    problems, status = {}, 200
    try:
        counts = in_thread(service.of_run, g.ctx, number, request.args.get("run", type=int))
    except Invalid as error:
        problems, status = error.problems, 422
        counts = in_thread(service.of_run, g.ctx, number)
    told = [(title_of(one.key, {one.key: one.title}), one.count) for one in counts.said]
    return render_template(
        "disposition_counts.html",
        campaign=campaign,
        counts=counts,
        runs=[(str(one), str(one)) for one in counts.runs],
        said=told,
        problems=problems,
    ), status
