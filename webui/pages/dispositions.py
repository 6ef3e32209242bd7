"""Dispositions and their sets, as people make them."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.calls.dispositions import FIELDS, FIXED, SYSTEM, Disposition
from esl_dialer.core.says import Says
from esl_dialer.services.calls import dispositions as service
from esl_dialer.services.calls.dispositions import Kept, SetStanding
from esl_dialer.services.errors import Invalid
from webui.guard.typed import shown_again
from webui.pages import forms
from webui.text.language import translate as _

pages = Blueprint("dispositions", __name__, url_prefix="/dispositions")

CHANGEABLE = {name: field for name, field in FIELDS.items() if name not in FIXED}
"""Of the system's own."""

OF_SETS = "chosen."
"""How the ticks of a set's form begin."""


def title_of(key: str, titles: Mapping[str, str]) -> str:
    """A disposition's title as a reader sees it: the system's own in their language."""
    title = SYSTEM[key].title if key in SYSTEM else titles.get(key, key)
    return _(title) if key in SYSTEM else title


def titled(found: Iterable[Kept]) -> list[tuple[Kept, str]]:
    return [(one, title_of(one.key, {one.key: one.disposition.title})) for one in found]


@pages.get("/")
def page() -> str:
    found = titled(service.every(g.ctx))
    return render_template(
        "dispositions.html",
        dispositions=found,
        titles={one.key: title for one, title in found},
        sets=service.sets(g.ctx),
        fields=FIELDS,
    )


@pages.route("/new", methods=["GET", "POST"])
def new() -> Response | tuple[str, int] | str:
    if request.method == "GET":
        return _form(forms.written(FIELDS, Disposition("")), {})
    try:
        made = service.create(g.ctx, Disposition(**forms.read(FIELDS, request.form)))
    except Invalid as error:
        return _form(request.form, error.problems), 422
    return _saved(_("{name} is made.", name=made.disposition.title))


@pages.route("/<key>/edit", methods=["GET", "POST"])
def change(key: str) -> Response | tuple[str, int] | str:
    found = service.get(g.ctx, key)
    if request.method == "GET":
        return _form(forms.written(FIELDS, found.disposition), {}, found)
    try:
        service.change(g.ctx, found.key, forms.read(_fields(found), request.form))
    except Invalid as error:
        return _form(request.form, error.problems, found), 422
    return _saved(_("Saved."))


@shown_again("dispositions.new")
def _new_as_typed() -> str:
    return _form(request.form, {})


@shown_again("dispositions.change")
def _change_as_typed(key: str) -> str:
    return _form(request.form, {}, service.get(g.ctx, key))


@pages.route("/<key>/delete", methods=["GET", "POST"])
def delete(key: str) -> Response | str:
    found = service.get(g.ctx, key)
    if request.method == "GET":
        return render_template("disposition_delete.html", found=found)
    service.delete(g.ctx, found.key)
    return _saved(_("{name} is deleted.", name=found.disposition.title), "info")


def _fields(found: Kept | None) -> Mapping[str, Any]:
    return CHANGEABLE if found and found.system else FIELDS


def _form(
    values: Mapping[str, Any], problems: Mapping[str, Says], found: Kept | None = None
) -> str:
    return render_template(
        "disposition_form.html",
        fields=_fields(found),
        values=values,
        problems=problems,
        found=found,
        title=titled([found])[0][1] if found else "",
    )


def _saved(told: str, how: str = "success") -> Response:
    flash(told, how)
    return redirect(url_for("dispositions.page"), 303)


# --- sets --------------------------------------------------------------------------------------


@pages.route("/sets/new", methods=["GET", "POST"])
def new_set() -> Response | tuple[str, int] | str:
    if request.method == "GET":
        return _set_form("", (), {})
    if _moves():
        return _new_set_as_typed()
    try:
        made = service.create_set(g.ctx, request.form.get("name", ""), _ticked())
    except Invalid as error:
        return _set_form(request.form.get("name", ""), _ticked(), error.problems), 422
    return _saved(_("{name} is made: choose it in campaigns.", name=made.set.name))


@pages.route("/sets/<int:number>", methods=["GET", "POST"])
def change_set(number: int) -> Response | tuple[str, int] | str:
    found = service.get_set(g.ctx, number)
    if request.method == "GET":
        return _set_form(found.set.name, found.set.keys, {}, found)
    if _moves():
        return _change_set_as_typed(number)
    try:
        service.change_set(g.ctx, number, request.form.get("name", ""), _ticked())
    except Invalid as error:
        return _set_form(request.form.get("name", ""), _ticked(), error.problems, found), 422
    return _saved(_("Saved."))


@shown_again("dispositions.new_set")
def _new_set_as_typed() -> str:
    return _set_form(request.form.get("name", ""), _ticked(), {})


@shown_again("dispositions.change_set")
def _change_set_as_typed(number: int) -> str:
    found = service.get_set(g.ctx, number)
    return _set_form(request.form.get("name", ""), _ticked(), {}, found)


@pages.route("/sets/<int:number>/delete", methods=["GET", "POST"])
def delete_set(number: int) -> Response | str:
    if request.method == "GET":
        return render_template("disposition_set_delete.html", found=service.get_set(g.ctx, number))
    done = service.delete_set(g.ctx, number)
    return _saved(_("{name} is deleted.", name=done.set.name), "info")


MOVES = {"up": -1, "down": 1}
"""Buttons of a set's form: so many places on, for the disposition of this key."""


def _moves() -> bool:
    """Whether a disposition is to have another place in the form, and nothing to be saved yet."""
    return any(name in request.form for name in MOVES)


def _order() -> list[str]:
    """All that the form had, in its order, after what is to be moved."""
    order = list(dict.fromkeys(request.form.getlist("order")))
    for name, places in MOVES.items():
        key = request.form.get(name, "")
        if key in order:
            place = order.index(key)
            order.insert(max(0, place + places), order.pop(place))
    return order


def _ticked() -> list[str]:
    """In the order in which the form had them."""
    return [name.removeprefix(OF_SETS) for name in request.form if name.startswith(OF_SETS)]


def _set_form(
    name: str,
    chosen: Iterable[str],
    problems: Mapping[str, Says],
    found: SetStanding | None = None,
) -> str:
    """In the order in which the form had them, if it was sent; else those of the set first, in its
    order, then all others."""
    by_key = {one.key: title for one, title in titled(service.every(g.ctx))}
    ticked = [key for key in chosen if key in by_key]
    first = [key for key in _order() if key in by_key] or ticked
    return render_template(
        "disposition_set_form.html",
        name=name,
        ticked=ticked,
        offered={key: by_key[key] for key in [*first, *by_key]},
        moved={name: request.form.get(name) for name in MOVES},
        problems=problems,
        found=found,
        begins=OF_SETS,
    )
