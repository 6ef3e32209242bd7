"""Users: a Super Admin's page; and everyone's own password."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.accounts.roles import ROLES
from esl_dialer.core.says import Says
from esl_dialer.services.accounts import second_factor, sessions
from esl_dialer.services.accounts import staff as service
from esl_dialer.services.errors import Invalid
from webui.guard.asked_again import counted, own_password
from webui.guard.typed import shown_again
from webui.pages import forms
from webui.text.language import translate as _
from webui.threads import in_thread

pages = Blueprint("users", __name__, url_prefix="/users")


@pages.get("/")
def every() -> str:
    return render_template("users.html", users=service.every(g.ctx), roles=ROLES)


@pages.route("/new", methods=["GET", "POST"])
def new() -> Response | str | tuple[str, int]:
    if request.method == "GET":
        return _form({"active": "on", "role": "viewer", "language": "en"}, {})
    try:
        made = in_thread(service.create, g.ctx, forms.person(request.form))
    except Invalid as error:
        return _form(request.form, error.problems), 422
    flash(
        _("{name} can sign in, and must choose a new password then.", name=made.username), "success"
    )
    return redirect(url_for("users.every"), 303)


@pages.route("/<int:number>", methods=["GET", "POST"])
def change(number: int) -> Response | str | tuple[str, int]:
    user = service.get(g.ctx, number)
    if request.method == "GET":
        values = {
            "username": user.username,
            "full_name": user.full_name,
            "email": user.email,
            "role": next(iter(user.roles), ""),
            "language": user.language,
            **({"active": "on"} if user.active else {}),
        }
        return _form(values, {}, user)
    person = forms.person({**request.form, "username": user.username})
    try:
        in_thread(service.change, g.ctx, number, person)
    except Invalid as error:
        return _form(request.form, error.problems, user), 422
    flash(_("Saved."), "success")
    return redirect(url_for("users.every"), 303)


@shown_again("users.new")
def _new_as_typed() -> str:
    return _form(request.form, {})


@shown_again("users.change")
def _change_as_typed(number: int) -> str:
    return _form(request.form, {}, service.get(g.ctx, number))


def _form(values: Any, problems: dict[str, Says], edited: Any = None) -> str:
    return render_template(
        "user_form.html",
        values=values,
        problems=problems,
        edited=edited,
        role_choices=[(name, _(title)) for name, (title, _permissions) in ROLES.items()],
    )


@pages.route("/<int:number>/remove", methods=["GET", "POST"])
def remove(number: int) -> Response | str:
    if request.method == "GET":
        return render_template("user_remove.html", edited=service.get(g.ctx, number))
    gone = service.remove(g.ctx, number)
    flash(_("{name} is deleted.", name=gone.username), "info")
    return redirect(url_for("users.every"), 303)


@pages.post("/<int:number>/sign-out")
def sign_out(number: int) -> Response:
    user = service.sign_out_everywhere(g.ctx, number)
    flash(_("{name} is signed out everywhere.", name=user.username), "info")
    return redirect(url_for("users.every"), 303)


@pages.post("/<int:number>/second-factor/off")
def second_factor_off(number: int) -> Response:
    user = second_factor.turn_off_for(g.ctx, number)
    flash(_("{name} signs in with the password alone.", name=user.username), "info")
    return redirect(url_for("users.change", number=number), 303)


@pages.route("/me/password", methods=["GET", "POST"])
def password() -> Response | str | tuple[str, int]:
    if request.method == "GET":
        return render_template("password.html", problems={})
    ctx, user = g.ctx, g.user
    old, new_one = request.form.get("old", ""), request.form.get("new", "")
    problems = {} if new_one == request.form.get("again") else {"again": Says("not the same")}
    try:
        if problems:
            raise Invalid(problems)
        epoch = counted(
            own_password(), lambda: service.change_own_password(ctx, user, old, new_one)
        )
    except Invalid as error:
        return render_template("password.html", problems=error.problems), 422
    sessions.keep(session["name"], epoch)
    flash(_("Your password is changed. Other sessions are signed out."), "success")
    return redirect(url_for("dashboard.page"), 303)
