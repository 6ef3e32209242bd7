"""Imports: every one, of a campaign or of all; its file, its errors, and the way back."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.lists import cancelling, imports, undoing
from webui.exports import send_original, send_rejected
from webui.text import columns
from webui.text.language import translate as _

BEGUN = Says("The import of {list} is being undone. Until it is done its campaign dials nobody.")

ENDED = Says(
    "The import of {list} is cancelled; {count} {count:row|rows} of it {count:stays|stay}."
)

pages = Blueprint("imports", __name__, url_prefix="/imports")


@pages.get("/")
def every() -> str:
    return render_template("imports.html", campaigns=campaigns.to_choose(g.ctx), **_wanted())


@pages.get("/rows")
def rows() -> str:
    return render_template("parts/imports.html", **_wanted())


def _wanted() -> dict[str, object]:
    """Raises NotFound: there is no such campaign."""
    campaign = request.args.get("campaign", type=int)
    before = request.args.get("before", 0, type=int)
    return {
        "page": imports.page(g.ctx, campaign, before),
        "chosen": campaigns.get(g.ctx, campaign) if campaign is not None else None,
        "before": before,
    }


@pages.get("/<int:number>")
def detail(number: int) -> str:
    found = imports.get(g.ctx, number)
    after = request.args.get("after", 0, type=int)
    rejected = "rejected" in request.args
    may_see = Permission.MANAGE_CAMPAIGNS in g.ctx.actor.permissions
    problems = imports.problems(g.ctx, number, after, errors_only=rejected) if may_see else None
    return render_template(
        "import.html",
        one=found,
        columns=imports.columns(found),
        names=columns.names(),
        problems=problems,
        after=after,
        rejected=rejected,
    )


@pages.get("/<int:number>/standing")
def standing(number: int) -> str:
    return render_template("parts/import.html", one=imports.get(g.ctx, number))


@pages.get("/<int:number>/original")
def original(number: int) -> Response:
    return send_original(imports.original(g.ctx, number))


@pages.get("/<int:number>/rejected.csv")
def rejected(number: int) -> Response:
    """The rejected rows, with their reasons, to be mended and sent again."""
    imports.get(g.ctx, number)
    return send_rejected(g.ctx, number)


@pages.post("/<int:number>/cancel")
def cancel(number: int) -> AnyResponse:
    done = cancelling.cancel_import(g.ctx, number)
    flash(_(ENDED, list=done.name, count=done.rows_good), "success")
    return redirect(url_for("imports.detail", number=number), 303)


@pages.route("/<int:number>/undo", methods=["GET", "POST"])
def undo(number: int) -> AnyResponse | str:
    if request.method == "GET":
        plan = undoing.look(g.ctx, number)
        return render_template("import_undo.html", plan=plan, one=imports.get(g.ctx, number))
    begun = undoing.begin(g.ctx, number)
    flash(_(BEGUN, list=begun.name), "success")
    return redirect(url_for("imports.detail", number=number), 303)
