"""Gateways: where calls leave the switch. Their list is a part of the Settings page."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.routing.gateways import FIELDS, Gateway
from esl_dialer.core.says import Says
from esl_dialer.services.errors import Invalid
from esl_dialer.services.routing import gateways as service
from webui.guard.typed import shown_again
from webui.pages import forms
from webui.text.language import translate as _

pages = Blueprint("gateways", __name__, url_prefix="/gateways")

CHANGEABLE = {name: FIELDS[name] for name in service.CHANGEABLE}


@pages.get("/list")
def card() -> str:
    """The list alone, as it changes."""
    return render_template("parts/gateways.html", gateways=service.every(g.ctx))


@pages.route("/new", methods=["GET", "POST"])
def new() -> Response | tuple[str, int] | str:
    if request.method == "GET":
        return _form(forms.written(FIELDS, Gateway("", FIELDS["dial_string"].default)), {})
    try:
        service.add(g.ctx, Gateway(**forms.read(FIELDS, request.form)))
    except Invalid as error:
        return _form(request.form, error.problems), 422
    return _saved()


@pages.route("/<name>/edit", methods=["GET", "POST"])
def change(name: str) -> Response | tuple[str, int] | str:
    gateway = service.get(g.ctx, name)
    if request.method == "GET":
        return _form(forms.written(FIELDS, gateway), {}, gateway)
    try:
        service.change(g.ctx, name, forms.read(CHANGEABLE, request.form))
    except Invalid as error:
        return _form(request.form, error.problems, gateway), 422
    return _saved()


@shown_again("gateways.new")
def _new_as_typed() -> str:
    return _form(request.form, {})


@shown_again("gateways.change")
def _change_as_typed(name: str) -> str:
    return _form(request.form, {}, service.get(g.ctx, name))


@pages.post("/<name>/remove")
def remove(name: str) -> Response:
    gone = service.remove(g.ctx, name)
    flash(_("{name} is deleted.", name=gone.name), "info")
    return redirect(url_for("settings.page"), 303)


def _saved() -> Response:
    flash(_("Saved."), "success")
    return redirect(url_for("settings.page"), 303)


def _form(values: Mapping[str, Any], problems: dict[str, Says], edited: Any = None) -> str:
    return render_template(
        "gateway_form.html",
        fields=CHANGEABLE if edited else FIELDS,
        values=values,
        problems=problems,
        edited=edited,
    )
