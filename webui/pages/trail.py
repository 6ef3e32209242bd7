"""The audit trail: in sentences, by who, what and when; and as a file to take away."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, g, render_template, request

from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.accounts import audit_trail as service
from esl_dialer.services.accounts.audit_trail import Noted, Wanted
from webui.text.language import dated, say
from webui.text.language import translate as _
from webui.threads import in_thread

pages = Blueprint("trail", __name__, url_prefix="/audit")

KINDS: dict[str, Says] = {
    "campaign.": Says("Campaigns"),
    "audio.": Says("Audio"),
    "list.": Says("Lists"),
    "record.": Says("People"),
    "phone.": Says("Phones of people"),
    "person.": Says("Stops and consents"),
    "attempt.": Says("Dispositions given"),
    "disposition": Says("Dispositions"),
    "dnc": Says("Do not call"),
    "filter.": Says("Filters"),
    "law.": Says("Law"),
    "setting.": Says("Settings"),
    "gateway.": Says("Gateways"),
    "user.": Says("Users"),
    "token.": Says("API tokens"),
    "sign_in.": Says("Signing in"),
    "test_call": Says("Test calls"),
    "backup.": Says("Backups"),
}
"""How the actions of a kind begin."""


@pages.get("/")
def page() -> tuple[str, int]:
    wanted, problems = _read()
    before = request.args.get("before", 0, type=int)
    entries = [] if problems else service.page(g.ctx, wanted, before)
    more = entries[-1].id if len(entries) == service.PAGE else 0
    html = render_template(
        "trail.html",
        entries=entries,
        wanted=wanted,
        address={name: text for name, text in request.args.items() if text and name != "before"},
        kinds=KINDS,
        actors=service.actors(g.ctx),
        problems=problems,
        more=more,
    )
    return html, 422 if problems else 200


@pages.get("/export.csv")
def export() -> Response:
    """Every entry that the filters let through, newest first."""
    wanted, problems = _read()
    if problems:
        return Response(status=422)
    found = in_thread(lambda ctx: [*service.every(ctx, wanted)], g.ctx)
    headers = {"Content-Disposition": "attachment; filename=audit.csv"}
    return Response([*_lines(found)], mimetype="text/csv", headers=headers)


def _lines(found: list[Noted]) -> Iterator[str]:
    heads = (_("Time"), _("Who"), _("What"), _("Action"), _("Of what"), _("Details"))
    yield "\ufeff" + _line(heads)
    for one in found:
        detail = json.dumps(one.detail, ensure_ascii=False, sort_keys=True)
        yield _line((dated(one.at), one.actor, say(one.says), one.action, one.subject, detail))


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(map(_plain, cells))
    return text.getvalue()


def _plain(cell: str) -> str:
    """Nothing in a cell is taken for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _read() -> tuple[Wanted, dict[str, Says]]:
    days: dict[str, date] = {}
    problems: dict[str, Says] = {}
    for name in ("first", "last"):
        try:
            if text := request.args.get(name, ""):
                days[name] = date.fromisoformat(text)
        except ValueError:
            told = Says("{value} is no day: choose one, or write it as 2026-11-23")
            problems[name] = told.of(value=quoted(text))
    return Wanted(request.args.get("actor", ""), request.args.get("action", ""), **days), problems
