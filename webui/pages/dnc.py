"""The do-not-call list."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.says import Says
from esl_dialer.services.errors import Invalid
from esl_dialer.services.people import dnc as service
from webui.guard.typed import shown_again
from webui.text.language import phone, refusal
from webui.text.language import translate as _
from webui.text.listed import some

NO_PROBLEMS: Mapping[str, Says] = {}

pages = Blueprint("dnc", __name__, url_prefix="/dnc")


@pages.get("/")
def page() -> str:
    return render_template("dnc.html", **_entries(), total=service.count(g.ctx), pasted="", note="")


@pages.get("/rows")
def rows() -> str:
    return render_template("parts/dnc_rows.html", **_entries())


def _entries() -> dict[str, object]:
    search, after = request.args.get("search", ""), request.args.get("after", 0, type=int)
    entries = service.page(g.ctx, search, after)
    more = entries[-1].id if len(entries) == service.PAGE else 0
    return {"entries": entries, "search": search, "more": more}


@pages.post("/")
def add() -> Response | tuple[str, int]:
    pasted, note = request.form.get("numbers", ""), request.form.get("note", "")
    try:
        done = service.add(g.ctx, pasted, note)
    except Invalid as error:
        flash(refusal(error), "danger")
        return _add_as_typed(), 422
    told = _(
        "{added} {added:number|numbers} added, {updated} updated.",
        added=done.added,
        updated=done.updated,
    )
    flash(told, "success")
    if done.unreadable:
        flash(_("Not understood: {some}", some=some(done.unreadable)), "warning")
    return redirect(url_for("dnc.page"), 303)


@shown_again("dnc.add")
def _add_as_typed() -> str:
    pasted, note = request.form.get("numbers", ""), request.form.get("note", "")
    total = service.count(g.ctx)
    return render_template("dnc.html", **_entries(), total=total, pasted=pasted, note=note)


@pages.route("/<int:number>", methods=["GET", "POST"])
def change(number: int) -> Response | str | tuple[str, int]:
    entry = service.get(g.ctx, number)
    if request.method == "GET":
        return render_template("dnc_change.html", entry=entry, values=None, problems={})
    try:
        service.change(g.ctx, number, request.form.get("number", ""), request.form.get("note", ""))
    except Invalid as error:
        return _change_as_typed(number, error.problems), 422
    flash(_("Saved."), "success")
    return redirect(url_for("dnc.page"), 303)


@shown_again("dnc.change")
def _change_as_typed(number: int, problems: Mapping[str, Says] = NO_PROBLEMS) -> str:
    entry = service.get(g.ctx, number)
    return render_template("dnc_change.html", entry=entry, values=request.form, problems=problems)


@pages.route("/<int:number>/remove", methods=["GET", "POST"])
def remove(number: int) -> Response | str:
    if request.method == "GET":
        return render_template("dnc_remove.html", entry=service.get(g.ctx, number))
    entry = service.remove(g.ctx, number)
    flash(_("{number} may be called again.", number=phone(entry.number)), "success")
    return redirect(url_for("dnc.page"), 303)
