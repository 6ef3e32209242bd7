"""Saved views of the list of campaigns: made of what the list shows, changed, chosen, shared."""

from dataclasses import replace

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from esl_dialer.core.campaigns import listing
from esl_dialer.core.campaigns.listing import Wanted
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import views as service
from esl_dialer.services.campaigns.views import Kept, View
from esl_dialer.services.errors import Invalid
from webui.guard.typed import shown_again
from webui.pages import campaign_list
from webui.text.language import translate as _

pages = Blueprint("views", __name__, url_prefix="/campaigns/views")


@pages.get("/")
def page() -> str:
    return render_template("views.html", views=service.every(g.ctx))


@pages.route("/new", methods=["GET", "POST"])
def new() -> Response | str | tuple[str, int]:
    """Filled with what the list shows, or with what the view does that it is a duplicate of."""
    if request.method == "POST":
        return _sent(None)
    if (number := request.args.get("of", type=int)) is not None:
        original = service.get(g.ctx, number)
        return _form(None, Kept("", original.wanted))
    return _form(None, Kept("", _wanted(request.args)))


@pages.route("/<int:number>", methods=["GET", "POST"])
def change(number: int) -> Response | str | tuple[str, int]:
    found = service.get(g.ctx, number)
    if request.method == "POST":
        return _sent(found)
    return _form(found, Kept(found.name, found.wanted, found.shared, found.default))


@shown_again("views.new")
def _new_as_typed() -> str:
    return _form(None, _kept())


@shown_again("views.change")
def _change_as_typed(number: int) -> str:
    return _form(service.get(g.ctx, number), _kept())


def _sent(before: View | None) -> Response | tuple[str, int]:
    kept, problems = _kept(), listing.read(dict(request.form.lists()))[1]
    try:
        if problems:
            raise Invalid(problems)
        done = service.change(g.ctx, before.id, kept) if before else service.create(g.ctx, kept)
    except Invalid as error:
        return _form(before, kept, error.problems), 422
    flash(_("The view {name} is saved.", name=done.name), "success")
    return redirect(url_for("campaigns.every", view=done.id), 303)


def _kept() -> Kept:
    form = request.form
    return Kept(form.get("name", ""), _wanted(form), "shared" in form, "default" in form)


def _wanted(given: "MultiDict[str, str]") -> Wanted:
    return listing.read(dict(given.lists()))[0]


def _form(before: View | None, kept: Kept, problems: dict[str, Says] | None = None) -> str:
    return render_template(
        "view_form.html",
        view=before,
        kept=kept,
        wanted=kept.wanted,
        problems=problems or {},
        **campaign_list.choices(),
    )


@pages.post("/<int:number>/default")
def default(number: int) -> Response:
    """The list opens with it; pressed again, it does no more."""
    found = service.get(g.ctx, number)
    service.set_default(g.ctx, None if found.default else found.id)
    opens, no_more = (
        Says("Your list of campaigns opens with {name}."),
        Says("Your list of campaigns opens with all of them."),
    )
    flash(_(no_more) if found.default else _(opens, name=found.name), "success")
    return redirect(url_for("views.page"), 303)


@pages.post("/<int:number>/share")
def share(number: int) -> Response:
    """Everybody sees it; pressed again, its owner alone."""
    found = service.get(g.ctx, number)
    kept = Kept(found.name, found.wanted, found.shared, found.default)
    done = service.change(g.ctx, number, replace(kept, shared=not found.shared))
    everybody, alone = (
        Says("Everybody sees the view {name}."),
        Says("The view {name} is yours alone."),
    )
    flash(_(everybody if done.shared else alone, name=done.name), "success")
    return redirect(url_for("views.page"), 303)


@pages.route("/<int:number>/delete", methods=["GET", "POST"])
def delete(number: int) -> Response | str:
    if request.method == "GET":
        return render_template("view_delete.html", view=service.get(g.ctx, number))
    done = service.delete(g.ctx, number)
    flash(_("The view {name} is deleted.", name=done.name), "info")
    return redirect(url_for("views.page"), 303)
