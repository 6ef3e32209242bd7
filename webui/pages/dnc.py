"""The do-not-call lists: the global one, and those that campaigns choose."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from esl_dialer.core.people.stops import GLOBAL
from esl_dialer.core.says import Says
from esl_dialer.services.errors import Invalid
from esl_dialer.services.people import dnc as service
from esl_dialer.services.people import dnc_imports, dnc_lists
from webui import exports
from webui.guard.typed import shown_again
from webui.text.language import phone, refusal
from webui.text.language import translate as _
from webui.text.listed import some
from webui.threads import in_thread

NO_PROBLEMS: Mapping[str, Says] = {}

ADDED = Says("{added} {added:number|numbers} added, {updated} updated.")

pages = Blueprint("dnc", __name__, url_prefix="/dnc")


@pages.get("/")
def page() -> str:
    return _page()


def _page(pasted: str = "", note: str = "", name: str = "") -> str:
    return render_template(
        "dnc.html",
        **_entries(),
        **_imports(),
        total=service.count(g.ctx, _wanted()),
        lists=dnc_lists.every(g.ctx, counted=False),
        pasted=pasted,
        note=note,
        name=name,
    )


@pages.get("/rows")
def rows() -> str:
    return render_template("parts/dnc_rows.html", **_entries())


def _wanted() -> int:
    """The list that is looked at: the global one, unless another is named."""
    return request.values.get("list", GLOBAL, type=int)


def _entries() -> dict[str, object]:
    search, after = request.args.get("search", ""), request.args.get("after", 0, type=int)
    entries = service.page(g.ctx, search, after, of=_wanted())
    more = entries[-1].id if len(entries) == service.PAGE else 0
    shown = dnc_lists.get(g.ctx, _wanted()) if _wanted() else None
    return {"entries": entries, "search": search, "more": more, "shown": shown}


def _there(of: int = GLOBAL) -> AnyResponse:
    """The list's page."""
    return redirect(url_for("dnc.page", list=of or None), 303)


@pages.post("/")
def add() -> AnyResponse | tuple[str, int]:
    pasted, note = request.form.get("numbers", ""), request.form.get("note", "")
    try:
        done = service.add(g.ctx, pasted, note, _wanted())
    except Invalid as error:
        flash(refusal(error), "danger")
        return _add_as_typed(), 422
    flash(_(ADDED, added=done.added, updated=done.updated), "success")
    if done.unreadable:
        flash(_("Not understood: {some}", some=some(done.unreadable)), "warning")
    return _there(_wanted())


@shown_again("dnc.add")
def _add_as_typed() -> str:
    return _page(request.form.get("numbers", ""), request.form.get("note", ""))


@pages.post("/file")
def send() -> AnyResponse:
    """Every number of a file, text or workbook."""
    sent, of, note = request.files.get("file"), _wanted(), request.form.get("note", "")
    if not sent or not sent.filename:
        flash(_("Choose a file first."), "warning")
        return _there(of)
    in_thread(dnc_imports.begin, g.ctx, sent.stream, sent.filename, note, of)
    flash(_("The file is here and is being read: what became of it stands below."), "success")
    return _there(of)


@pages.get("/imports")
def imports() -> str:
    """The files that were sent lately: a part of the page that is asked for again."""
    return render_template("parts/dnc_imports.html", **_imports())


def _imports() -> dict[str, object]:
    return {"imports": dnc_imports.latest(g.ctx, _wanted()), "of": _wanted()}


@pages.get("/numbers.csv")
def export() -> Response:
    """All of a list, as it is read again by an import."""
    return exports.send_numbers(g.ctx, _wanted())


@pages.route("/<int:number>", methods=["GET", "POST"])
def change(number: int) -> AnyResponse | str | tuple[str, int]:
    entry = service.get(g.ctx, number)
    if request.method == "GET":
        return render_template("dnc_change.html", entry=entry, values=None, problems={})
    try:
        service.change(g.ctx, number, request.form.get("number", ""), request.form.get("note", ""))
    except Invalid as error:
        return _change_as_typed(number, error.problems), 422
    flash(_("Saved."), "success")
    return _there(entry.list_id)


@shown_again("dnc.change")
def _change_as_typed(number: int, problems: Mapping[str, Says] = NO_PROBLEMS) -> str:
    entry = service.get(g.ctx, number)
    return render_template("dnc_change.html", entry=entry, values=request.form, problems=problems)


@pages.route("/<int:number>/remove", methods=["GET", "POST"])
def remove(number: int) -> AnyResponse | str:
    if request.method == "GET":
        entry = service.get(g.ctx, number)
        names = [*dnc_lists.names_of(g.ctx, [entry.list_id]).values()]
        return render_template("dnc_remove.html", entry=entry, list_name=names[0] if names else "")
    entry = service.remove(g.ctx, number)
    if entry.list_id:
        flash(_("{number} is off the list.", number=phone(entry.number)), "success")
    else:
        flash(_("{number} may be called again.", number=phone(entry.number)), "success")
    return _there(entry.list_id)


# --- lists ---------------------------------------------------------------------------------------


@pages.post("/lists")
def new_list() -> AnyResponse | tuple[str, int]:
    try:
        made = dnc_lists.create(g.ctx, request.form.get("name", ""))
    except Invalid as error:
        flash(refusal(error), "danger")
        return _new_as_typed(), 422
    flash(
        _("{name} is made: add its numbers, and choose it in campaigns.", name=made.name), "success"
    )
    return _there(made.id)


@shown_again("dnc.new_list")
def _new_as_typed() -> str:
    return _page(name=request.form.get("name", ""))


@pages.route("/lists/<int:number>", methods=["GET", "POST"])
def rename_list(number: int) -> AnyResponse | str | tuple[str, int]:
    if request.method == "GET":
        found = dnc_lists.get(g.ctx, number)
        return render_template("dnc_rename.html", list=found, values=None, problems={})
    try:
        dnc_lists.rename(g.ctx, number, request.form.get("name", ""))
    except Invalid as error:
        return _rename_as_typed(number, error.problems), 422
    flash(_("Saved."), "success")
    return _there(number)


@shown_again("dnc.rename_list")
def _rename_as_typed(number: int, problems: Mapping[str, Says] = NO_PROBLEMS) -> str:
    found = dnc_lists.get(g.ctx, number)
    return render_template("dnc_rename.html", list=found, values=request.form, problems=problems)


@pages.route("/lists/<int:number>/delete", methods=["GET", "POST"])
def delete_list(number: int) -> AnyResponse | str:
    if request.method == "GET":
        asked = dnc_lists.deletable(g.ctx, number)
        total = service.count(g.ctx, number)
        return render_template("dnc_delete.html", asked=asked, total=total)
    done = in_thread(dnc_lists.delete, g.ctx, number)
    flash(_("{name} is deleted.", name=done.dnc_list.name), "info")
    return _there()
