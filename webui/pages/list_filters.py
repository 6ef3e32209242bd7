"""Filters on columns: kept, built row by row, tried on a campaign's records."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.lists.filter_columns import CUSTOM
from esl_dialer.core.lists.filter_words import NAMES, told
from esl_dialer.core.lists.filters import Group, to_json
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists import filters
from esl_dialer.services.lists.filters import Filter, Tried
from webui.guard.typed import shown_again
from webui.pages import filter_form
from webui.text.language import translate as _
from webui.text.numbers import number_in
from webui.threads import in_thread

pages = Blueprint("filters", __name__, url_prefix="/filters")

CHOOSE = Says("choose a campaign")


@pages.get("/")
def page() -> str:
    found = [(one, told(one.group)) for one in filters.every(g.ctx)]
    return render_template("filters.html", filters=found)


@pages.route("/new", methods=["GET", "POST"])
def new() -> Response | tuple[str, int] | str:
    if request.method == "GET":
        return _form(None, filter_form.Shown(campaign=request.args.get("campaign", "")))
    return _sent(None)


@pages.route("/<int:number>", methods=["GET", "POST"])
def change(number: int) -> Response | tuple[str, int] | str:
    found = filters.get(g.ctx, number)
    if request.method == "GET":
        return _form(found, filter_form.shown(found.name, found.group))
    return _sent(found)


@shown_again("filters.new")
def _new_as_typed() -> str:
    return _form(None, filter_form.as_typed(request.form))


@shown_again("filters.change")
def _change_as_typed(number: int) -> str:
    return _form(filters.get(g.ctx, number), filter_form.as_typed(request.form))


def _sent(before: Filter | None) -> Response | tuple[str, int] | str:
    """Saved, tried, or shown with other rows, as its button says."""
    typed = filter_form.as_typed(request.form)
    if filter_form.wants_other_rows(request.form):
        return _form(before, typed)
    simple = before is None or filter_form.shown(before.name, before.group) is not None
    made = filter_form.built(typed) if simple else None
    try:
        if "try" in request.form:
            sent = made.expression if made else to_json(_group_of(before))
            return _form(before, typed if simple else None, tried=_tried(typed.campaign, sent))
        return _saved(before, typed.name, made.expression if made else None)
    except Invalid as error:
        found = made.problems(error.problems) if made else error.problems
        return _form(before, typed if simple else None, found), 422


def _group_of(found: Filter | None) -> Group:
    return filters.get(g.ctx, found.id if found else 0).group


def _tried(campaign: str, expression: Any) -> Tried:
    """Raises Invalid."""
    if (number := number_in(campaign)) is None:
        filters.read(expression)
        raise Invalid({"campaign": CHOOSE})
    try:
        found = campaigns.get(g.ctx, number)
    except NotFound:
        raise Invalid({"campaign": CHOOSE}) from None
    return in_thread(filters.test, g.ctx, found.id, expression)


def _saved(before: Filter | None, name: str, expression: Any) -> Response:
    """Raises Invalid."""
    if before is None:
        made = filters.create(g.ctx, name, expression)
        text = _("{name} is made: choose it in campaigns.", name=made.name)
    else:
        in_thread(filters.change, g.ctx, before.id, name, expression)
        text = _("Saved.")
    flash(text, "success")
    return redirect(url_for("filters.page"), 303)


def _form(
    before: Filter | None,
    shown: filter_form.Shown | None,
    problems: filter_form.Problems | None = None,
    tried: Tried | None = None,
) -> str:
    """``shown`` None: a filter that the form can't hold; it can be renamed, tried and deleted."""
    typed = shown or filter_form.Shown(
        request.form.get("name", before.name if before else ""),
        campaign=request.form.get("campaign", ""),
    )
    return render_template(
        "filter_form.html",
        filter=before,
        sentence=told(before.group) if before else None,
        built_here=shown is not None,
        values=typed,
        problems=problems or {},
        tried=tried,
        columns=filter_form.COLUMNS,
        custom=CUSTOM,
        tests=NAMES,
        standings=campaigns.every(g.ctx),
    )


@pages.route("/<int:number>/delete", methods=["GET", "POST"])
def delete(number: int) -> Response | str:
    if request.method == "GET":
        return render_template("filter_delete.html", asked=filters.deletable(g.ctx, number))
    done = in_thread(filters.delete, g.ctx, number)
    flash(_("{name} is deleted.", name=done.filter.name), "info")
    return redirect(url_for("filters.page"), 303)
