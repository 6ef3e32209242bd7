"""What somebody says that a call came to: the form of one call of a record."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.calls.disposing import Said
from esl_dialer.core.people.provinces import clock_of
from esl_dialer.core.says import Says
from esl_dialer.services.calls import disposing
from esl_dialer.services.calls.disposing import CLOSED, Done
from esl_dialer.services.calls.dispositions import Kept
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.people import records
from webui.guard.typed import shown_again
from webui.pages import forms
from webui.pages.dispositions import titled
from webui.text.language import translate as _

pages = Blueprint("disposing", __name__)


@pages.route("/records/<int:record>/calls/<attempt>/disposition", methods=["GET", "POST"])
def dispose(record: int, attempt: str) -> Response | tuple[str, int] | str:
    """What a call of the record came to, as somebody says."""
    if request.method == "GET":
        return _dispose_form(record, attempt, {}, {})
    form = request.form
    said = Said(*(forms.text(form, n) for n in ("note", "call_back", "amount", "promised_on")))
    try:
        done = disposing.dispose(g.ctx, attempt, form.get("disposition", ""), said)
    except Invalid as error:
        return _dispose_form(record, attempt, form, error.problems), 422
    flash(_(_told(done)), "warning" if done.closed else "success")
    return redirect(url_for("records.detail", record=record), 303)


def _told(done: Done) -> Says:
    if done.closed:
        return CLOSED
    return SET if done.moved else STAYS


SET = Says("The disposition is set.")
STAYS = Says("The disposition is noted. The record was called again since, and stays as it is.")


@shown_again("disposing.dispose")
def _dispose_as_typed(record: int, attempt: str) -> str:
    return _dispose_form(record, attempt, request.form, {})


def _dispose_form(
    record: int, attempt: str, values: Mapping[str, str], problems: Mapping[str, Says]
) -> str:
    person = records.person(g.ctx, record)
    call = next((one for one in person.history if one.attempt == attempt), None)
    if call is None:
        raise NotFound(Says("there is no such call"))
    choices = titled(disposing.choices(g.ctx, call.campaign_id))
    return render_template(
        "dispose.html",
        person=person,
        call=call,
        values={"disposition": call.disposition} | dict(values),
        problems=problems,
        clock=clock_of(person.detail.gate) or "UTC",
        choices=[("", ""), *((one.key, _with_key(one, title)) for one, title in choices)],
        needs=_needs(choices),
    )


def _with_key(one: Kept, title: str) -> str:
    return f"{title} ({one.disposition.hot_key})" if one.disposition.hot_key else title


def _needs(choices: list[tuple[Kept, str]]) -> dict[str, str]:
    """By what a disposition may need, the titles of those that do."""
    parts = ("needs_note", "needs_call_back", "needs_promise")
    return {
        part: ", ".join(title for one, title in choices if getattr(one.disposition, part))
        for part in parts
    }
