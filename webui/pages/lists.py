"""Adding people to a campaign, or to a list that stands apart: send, look, import, fetch what was
rejected."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from esl_dialer.core.lists.addresses import FetchState
from esl_dialer.core.lists.likeness import FIND, Choices, chosen
from esl_dialer.core.lists.origin import Origin
from esl_dialer.core.lists.reading_plan import Options
from esl_dialer.core.says import Says, says_of
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists import cancelling, fetching, imports, mappings, targets, uploads
from esl_dialer.services.lists.importing import NO_LIST
from esl_dialer.services.lists.previewing import Preview
from webui.exports import send_rejected
from webui.guard.typed import shown_again
from webui.pages.deleted_campaign import refuse_deleted
from webui.text import columns
from webui.text.language import refusal
from webui.text.language import translate as _
from webui.text.numbers import number_in
from webui.threads import in_thread

SHOWN = 10
"""Lists of a campaign on its page: its imports have a page of their own."""

CHOICES = {"duplicates": "skip", "account_zeros": "ignore", "same_person": "keep"}
"""What a form that does not name a choice means."""

NOTHING_SENT = Says("choose a file, give an address, or paste the rows")
SEVERAL = Says("a file, an address and pasted rows: send one of them")

FORGOTTEN = Says("The mapping {name} is forgotten.")

CANCELLED = Says(
    "The import of {list} is cancelled; {count} {count:record|records} of it "
    "{count:stays|stay} in the campaign."
)

pages = Blueprint("lists", __name__, url_prefix="/campaigns/<int:number>/lists")
pages.before_request(refuse_deleted)
apart = Blueprint("list_imports", __name__, url_prefix="/lists/<int:number>/imports")
"""The same into a list that stands apart from campaigns."""


@pages.get("/")
def every(number: int) -> str:
    return render_template("parts/lists.html", **lists_of(number))


def lists_of(number: int) -> dict[str, object]:
    campaign = campaigns.get(g.ctx, number)
    found = imports.page(g.ctx, number, limit=SHOWN)
    return {
        "campaign": campaign,
        "lists": [one.info for one in found.imports],
        "more": bool(found.next),
    }


@dataclass(frozen=True, slots=True)
class Place:
    """Where the people go: a ``campaign``, or ``into`` a list; the other is None, or 0."""

    name: str
    back: str
    """The address of its page."""
    campaign: int | None
    into: int
    duplicates: str
    """As a campaign says it."""

    @property
    def key(self) -> str:
        """Of what the browser keeps of its form."""
        return f"list-{self.into}" if self.into else f"list-of-{self.campaign}"


def _place(number: int) -> Place:
    """Raises NotFound, Refused."""
    if request.blueprint == apart.name:
        into = targets.find(g.ctx, None, number).list
        back = url_for("list_uses.show", number=into)
        return Place(targets.get(into).name, back, None, into, FIND)
    campaign = campaigns.get(g.ctx, number)
    back = url_for("campaigns.detail", number=number)
    return Place(campaign.name, back, campaign.id, NO_LIST, campaign.duplicates)


@pages.route("/new", methods=["GET", "POST"])
@apart.route("/new", methods=["GET", "POST"])
def send(number: int) -> AnyResponse | str:
    if request.method == "GET":
        return _send(number)
    _place(number)
    sent, text = request.files.get("file"), request.form.get("text", "")
    address, chosen = request.form.get("address", "").strip(), bool(sent and sent.filename)
    ways = sum(map(bool, (chosen, text.strip(), address)))
    if ways != 1:
        raise Invalid({"file": SEVERAL if ways else NOTHING_SENT})
    if address:
        wanted = fetching.begin(g.ctx, address)
        return redirect(url_for(".fetched", number=number, fetch=wanted.id), 303)
    if sent and chosen:
        upload = in_thread(uploads.keep, g.ctx, sent.stream, sent.filename)
    else:
        content = io.BytesIO(text.encode(errors="replace"))
        pasted = f"{_('Pasted text')}.csv"
        upload = in_thread(uploads.keep, g.ctx, content, pasted, Origin.PASTED)
    return redirect(url_for(".check", number=number, token=upload.token), 303)


@shown_again("lists.send")
@shown_again("list_imports.send")
def _send(number: int) -> str:
    return render_template(
        "list_send.html",
        number=number,
        place=_place(number),
        values=request.form,
        mappings=mappings.every(g.ctx),
    )


@pages.get("/fetched/<int:fetch>")
@apart.get("/fetched/<int:fetch>")
def fetched(number: int, fetch: int) -> AnyResponse | str:
    """Until the file is there: then it is looked at."""
    place = _place(number)
    wanted = fetching.find(g.ctx, fetch)
    if wanted.state is FetchState.DONE:
        return redirect(url_for(".check", number=number, token=wanted.token), 303)
    return render_template("list_fetched.html", number=number, place=place, wanted=wanted)


@pages.get("/fetched/<int:fetch>/state")
@apart.get("/fetched/<int:fetch>/state")
def fetch_state(number: int, fetch: int) -> str | Response:
    """The page's changing part; when the file is there, the browser goes on to it."""
    place = _place(number)
    wanted = fetching.find(g.ctx, fetch)
    if wanted.state is FetchState.DONE:
        on = url_for(".check", number=number, token=wanted.token)
        return Response("", headers={"HX-Redirect": on})
    return render_template("parts/list_fetched.html", number=number, place=place, wanted=wanted)


@pages.post("/mappings/<int:mapping>/forget")
@apart.post("/mappings/<int:mapping>/forget")
def forget(number: int, mapping: int) -> AnyResponse:
    done = mappings.forget(g.ctx, mapping)
    flash(_(FORGOTTEN, name=done.name), "success")
    return redirect(url_for(".send", number=number), 303)


@pages.get("/check/<token>")
@apart.get("/check/<token>")
def check(number: int, token: str) -> AnyResponse | str:
    """What the file is taken for, before it counts."""
    asked = request.args.get("sheet") or request.args.get("mapping")
    try:
        return _check(number, token)
    except Invalid as error:
        flash(refusal(error), "danger")
        again = url_for(".check", number=number, token=token)
        return redirect(again if asked else url_for(".send", number=number), 303)


@shown_again("lists.begin")
@shown_again("list_imports.begin")
def _check(number: int, token: str) -> str:
    """As typed, where something was. Raises NotFound, Invalid."""
    place = _place(number)
    upload = uploads.find(g.ctx, token)
    sheet = request.values.get("sheet", "")
    found = _looked_at(place, upload, _said(request.values))
    values = {"name": upload.path.stem} | request.form.to_dict()
    return render_template(
        "list_check.html",
        number=number,
        place=place,
        upload=upload,
        preview=found,
        sheet=sheet,
        values=values,
        choices=columns.choices(),
        mappings=mappings.every(g.ctx),
    )


def _looked_at(place: Place, upload: uploads.Upload, said: Options) -> Preview:
    """By what the form says; where that can't be, it is told, and the file is shown without it."""
    try:
        likes = _chosen(request.values)
        return uploads.look(
            g.ctx, upload, said, campaign=place.campaign, into=place.into, choices=likes
        )
    except Invalid as error:
        if not said.columns and not said.start_row:
            raise
        if not g.get("refused"):
            flash(refusal(error), "danger")
            g.refused = True
    plainer = replace(said, columns={}) if said.columns else Options(sheet=said.sheet)
    return _looked_at(place, upload, plainer)


def _chosen(form: Mapping[str, str]) -> Choices:
    """What the form says of those who are there already. Raises Invalid."""
    words = {name: form.get(name, first) for name, first in CHOICES.items()}
    try:
        return chosen(**words, replaces="replaces" in form)
    except ValueError as error:
        raise Invalid({"duplicates": says_of(error)}) from error


def _said(form: Mapping[str, str]) -> Options:
    """What the form says about the file: as it was shown, it says nothing new.

    A column that was left as the page had it is recognised anew where another row begins the list:
    its header may be another.
    """
    start, shown = form.get("start", ""), form.get("shown_start", "")
    said = {name.removeprefix("column_"): text for name, text in form.items() if _is_column(name)}
    if start != shown:
        said = {at: choice for at, choice in said.items() if choice != form.get(f"was_{at}")}
    return Options(
        sheet=form.get("sheet", ""),
        hidden_rows="import" if form.get("hidden_rows") == "import" else "leave_out",
        columns={f"#{at}": choice for at, choice in said.items()},
        date_order=form.get("date_order", ""),
        start_row=number_in(start) or 0,
        mapping=form.get("mapping", ""),
        needs=form.get("needs", ""),
        source_status=form.get("source_status", ""),
    )


def _is_column(name: str) -> bool:
    return name.startswith("column_") and name.removeprefix("column_").isdecimal()


@pages.post("/check/<token>")
@apart.post("/check/<token>")
def begin(number: int, token: str) -> AnyResponse | str:
    """Import it; or look at it again, with other columns or another first row."""
    place = _place(number)
    if "look" in request.form:
        return _check(number, token)
    name, options = request.form.get("name", ""), _said(request.form)
    choices: dict[str, Any] = {
        name: request.form.get(name, first) for name, first in CHOICES.items()
    }
    choices["replaces"] = "replaces" in request.form
    try:
        upload = uploads.find(g.ctx, token)
        begun = uploads.begin(
            g.ctx,
            place.campaign,
            upload,
            name,
            into=place.into,
            options=options,
            keep_mapping=request.form.get("keep_mapping", ""),
            aside=in_thread,
            **choices,
        )
    except NotFound:
        flash(_("This file was taken already, or is gone: see the lists below."), "warning")
        return redirect(place.back, 303)
    if begun.repeated:
        flash(_("This file was imported before: nothing was added."), "warning")
    return redirect(place.back, 303)


@pages.post("/<int:list_id>/cancel")
def cancel(number: int, list_id: int) -> AnyResponse:
    done = cancelling.cancel(g.ctx, number, list_id)
    told = _(CANCELLED, list=done.name, count=done.rows_good)
    flash(told, "success")
    return redirect(url_for("campaigns.detail", number=number), 303)


@pages.get("/<int:list_id>/rejected.csv")
def rejected(number: int, list_id: int) -> Response:
    """The rejected rows, with their reasons, to be mended and sent again."""
    if list_id not in {info.id for info in uploads.of_campaign(g.ctx, number)}:
        raise NotFound(cancelling.NO_SUCH_LIST)
    return send_rejected(g.ctx, list_id)
