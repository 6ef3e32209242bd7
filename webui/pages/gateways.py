"""Gateways: where calls leave the switch. Their list is a part of the Settings page."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.says import Says
from esl_dialer.core.words import DtmfMode
from esl_dialer.services.errors import Invalid
from esl_dialer.services.routing import gateways as service
from webui.text.language import translate as _

pages = Blueprint("gateways", __name__, url_prefix="/gateways")

KEYS = {
    DtmfMode.RFC2833: Says("RTP events (RFC 2833)"),
    DtmfMode.INFO: Says("SIP INFO"),
    DtmfMode.INBAND: Says("tones in the audio"),
}
"""How keys come, as the form says it."""


def _decimal(text: str) -> float:
    return float(text.replace(",", ".") or 0)


def _share(text: str) -> float:
    return round(_decimal(text.replace("%", "")) / 100, 6)


READERS: dict[str, tuple[Callable[[str], Any], Says]] = {
    "weight": (int, Says("a whole number")),
    "max_cps": (_decimal, Says("a number of calls per second")),
    "max_channels": (lambda text: int(text or 0), Says("a whole number")),
    "keys": (DtmfMode, Says("choose one")),
    "short_limit": (_share, Says("a share in percent, as 15")),
    "zero_limit": (_share, Says("a share in percent, as 15")),
}
"""How a field is read, and what is said when it can't be."""


@pages.get("/list")
def card() -> str:
    """The list alone, as it changes."""
    return render_template("parts/gateways.html", gateways=service.every(g.ctx))


@pages.route("/new", methods=["GET", "POST"])
def new() -> Response | tuple[str, int] | str:
    if request.method == "GET":
        return _form(_values(Gateway("", "sofia/gateway/NAME/{number}")), {})
    name = request.form.get("name", "").strip()
    try:
        service.add(g.ctx, Gateway(name, **_read(request.form)))
    except Invalid as error:
        return _form(request.form, error.problems), 422
    return _saved()


@pages.route("/<name>/edit", methods=["GET", "POST"])
def change(name: str) -> Response | tuple[str, int] | str:
    gateway = service.get(g.ctx, name)
    if request.method == "GET":
        return _form(_values(gateway), {}, gateway)
    try:
        service.change(g.ctx, name, _read(request.form))
    except Invalid as error:
        return _form(request.form, error.problems, gateway), 422
    return _saved()


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
        values=values,
        problems=problems,
        edited=edited,
        key_choices=[(mode, _(title)) for mode, title in KEYS.items()],
    )


def _values(gateway: Gateway) -> dict[str, Any]:
    return {
        "name": gateway.name,
        "dial_string": gateway.dial_string,
        "weight": gateway.weight,
        "max_cps": f"{gateway.max_cps:g}",
        "max_channels": gateway.max_channels,
        "keys": gateway.keys,
        "short_limit": f"{gateway.short_limit * 100:g}",
        "zero_limit": f"{gateway.zero_limit * 100:g}",
    } | ({"enabled": "on"} if gateway.enabled else {})


def _read(form: Mapping[str, str]) -> dict[str, Any]:
    """Raises Invalid with every field that can't be read."""
    read: dict[str, Any] = {"dial_string": form.get("dial_string", "").strip()}
    problems: dict[str, Says] = {}
    for field, (reader, told) in READERS.items():
        try:
            read[field] = reader(form.get(field, "").strip())
        except (ValueError, OverflowError):
            problems[field] = told
    if problems:
        raise Invalid(problems)
    return read | {"enabled": "enabled" in form}
