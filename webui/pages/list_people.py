"""A list's people: what they are worth, as a table, one more, as a file, recycled, deleted."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from esl_dialer.core.lists.by_hand import Typed
from esl_dialer.core.lists.worth import RECYCLED, USUAL
from esl_dialer.core.says import Says
from esl_dialer.services.errors import Invalid
from esl_dialer.services.lists import deleting, list_people, named, worth
from esl_dialer.services.lists.list_people import OF_THE_LAYOUT, Asked
from webui.exports import send_people
from webui.guard.typed import shown_again
from webui.pages import person_form
from webui.pages.person import whole_form
from webui.text import columns
from webui.text.language import say
from webui.text.language import translate as _
from webui.threads import in_thread

ADDED = Says("The person is added.")
RECYCLED_SAID = Says("{count} {count:record is|records are} dialable again.")
GONE = Says("{name} is deleted.")

pages = Blueprint("list_people", __name__, url_prefix="/lists/<int:number>")


@pages.get("/worth")
def standing(number: int) -> str:
    """The part of the list's page that is counted when it is asked for."""
    return render_template("parts/list_worth.html", number=number, **_worth(number))


def _worth(number: int) -> dict[str, Any]:
    return {"worth": in_thread(worth.show, g.ctx, number)}


@pages.get("/people")
def people(number: int) -> str:
    asked = Asked(
        search=request.args.get("search", ""),
        sort=request.args.get("sort", "added"),
        descending=request.args.get("order", "") == "desc",
        page=request.args.get("page", 1, type=int),
    )
    chosen = [key for key in request.args.getlist("column") if key in OF_THE_LAYOUT]
    found = in_thread(list_people.page, g.ctx, number, asked)
    return render_template(
        "list_people.html",
        use=named.show(g.ctx, number),
        found=found,
        chosen=chosen or list(list_people.USUAL),
        choices=[(key, columns.names()[key]) for key in OF_THE_LAYOUT],
        names=columns.names(),
        last=max(1, -(-found.total // list_people.PAGE)),
    )


@pages.get("/people.csv")
def download(number: int) -> Response:
    return send_people(g.ctx, number)


@pages.route("/people/new", methods=["GET", "POST"])
def add(number: int) -> AnyResponse | tuple[str, int] | str:
    if request.method == "GET":
        return _form(number, person_form.shown(Typed()), {})
    if person_form.wants_more(request.form):
        return _add_as_typed(number)
    try:
        list_people.add(g.ctx, number, person_form.read(request.form))
    except Invalid as error:
        return _form(number, person_form.as_typed(request.form), error.problems), 422
    flash(_(ADDED), "success")
    return redirect(url_for("list_people.people", number=number), 303)


@shown_again("list_people.add")
def _add_as_typed(number: int) -> str:
    return _form(number, person_form.as_typed(request.form), {})


def _form(number: int, values: person_form.Shown, problems: dict[str, Says]) -> str:
    return whole_form(values, problems, of_list=named.show(g.ctx, number).list)


@pages.route("/recycle", methods=["GET", "POST"])
def recycle(number: int) -> AnyResponse | str:
    sent = request.values.getlist("outcome")
    if request.method == "POST":
        done = in_thread(worth.recycle, g.ctx, number, sent)
        flash(say(RECYCLED_SAID.of(count=done.records)), "success")
        return redirect(url_for("list_uses.show", number=number), 303)
    wanted = sent or list(map(str, USUAL))
    return render_template(
        "list_recycle.html",
        use=named.show(g.ctx, number),
        outcomes=list(map(str, RECYCLED)),
        chosen=wanted,
        counted=in_thread(worth.recyclable, g.ctx, number, wanted),
    )


@pages.route("/delete", methods=["GET", "POST"])
def delete(number: int) -> AnyResponse | str:
    if request.method == "GET":
        asked = in_thread(deleting.deletable, g.ctx, number)
        return render_template("list_delete.html", asked=asked)
    done = in_thread(deleting.delete, g.ctx, number)
    flash(_(GONE, name=done.list.name), "info")
    return redirect(url_for("list_uses.every"), 303)
