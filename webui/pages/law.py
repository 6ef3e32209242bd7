"""The law of the place: a case put to it by a form, and the rules in force."""

from collections.abc import Mapping
from itertools import groupby

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.campaigns.campaign import FIELDS
from esl_dialer.core.campaigns.hours import WEEKDAYS
from esl_dialer.core.law.cases import Verdict
from esl_dialer.core.law.rules import LawRule, Pack
from esl_dialer.core.people.gates import gate_of
from esl_dialer.core.says import Says
from esl_dialer.core.text.clock_times import clock
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.law import decisions, hours_map
from esl_dialer.services.law import law as service
from webui.guard.typed import shown_again
from webui.pages.noted import FORMS
from webui.text.language import current, refusal
from webui.text.language import translate as _
from webui.text.weekdays import weekday
from webui.threads import in_thread

CASE = ("province", "postal_code", "phone", "caller", "call", "instant_utc")
OFFERED = ("block", "warn", "off")
CALLS = {"recorded": Says("Recorded or synthesized voice"), "live": Says("A person")}
"""All kinds that the law knows: campaigns make those of their types alone."""

pages = Blueprint("law", __name__, url_prefix="/law")


@pages.get("/")
def page() -> str | tuple[str, int]:
    """Rules by jurisdiction; with a case in the address, its answer."""
    told = {name: request.args.get(name, "").strip() for name in CASE}
    verdict, status = None, 200
    if "caller" in request.args:
        try:
            verdict = service.check(g.ctx, told)
        except Invalid as error:
            flash(refusal(error), "danger")
            status = 422
    return _page(told, verdict), status


def _page(told: dict[str, str], verdict: Verdict | None) -> str:
    names = _names()
    every = sorted(service.rules(g.ctx), key=lambda one: one.rule.jurisdiction)
    return render_template(
        "law.html",
        told=told,
        verdict=verdict,
        sure=_sure(verdict),
        callers=FIELDS["caller"].choices,
        calls=CALLS,
        places=[
            (law, names[law], list(rules))
            for law, rules in groupby(every, key=lambda one: one.rule.jurisdiction)
        ],
        words=words,
        offered=OFFERED,
        added=service.added_packs(g.ctx),
    )


def _names() -> dict[str, str]:
    """Of jurisdictions."""
    return {pack.jurisdiction: _name(pack) for pack in reversed(service.packs(g.ctx))}


def _name(pack: Pack) -> str:
    """Of its jurisdiction: of several packs of one, the part before the colon."""
    return (pack.fr if current() == "fr" else pack.en).partition(":")[0].strip()


def words(rule: LawRule) -> str:
    return rule.fr if current() == "fr" else rule.en


def _sure(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    return words(verdict.found) if verdict.found else _(verdict.text)


@pages.get("/hours/<int:number>")
def hours(number: int) -> str:
    """Of one campaign: where it may call now and in the days that come."""
    return render_template(
        "law_hours.html",
        campaign=campaigns.get(g.ctx, number),
        places=in_thread(hours_map.hours_map, g.ctx, number),
        names=_names(),
        clock=clock,
        weekday=lambda day: weekday(WEEKDAYS[day.weekday()]),
    )


@pages.get("/attempts/<attempt>")
def attempt(attempt: str) -> str:
    """Of one call: by what it was let through."""
    found = decisions.of_attempt(g.ctx, attempt)
    decision = found.decided.decision
    return render_template(
        "law_attempt.html",
        found=found,
        zones=sorted(gate_of(decision.gate).zones) if decision else [],
        callers=FIELDS["caller"].choices,
        calls=CALLS,
        forms=FORMS,
        words=words,
    )


@pages.route("/packs/<file>", methods=["GET", "POST"])
def remove_pack(file: str) -> Response | str | tuple[str, int]:
    """Take an added pack away."""
    if request.method == "GET":
        return _remove_as_typed(file)
    try:
        service.remove_pack(g.ctx, file, request.form.get("reason", ""))
    except Invalid as error:
        flash(refusal(error), "danger")
        return _remove_as_typed(file), 422
    flash(_("{name} is removed.", name=file), "success")
    return redirect(url_for("law.page"), 303)


@shown_again("law.remove_pack")
def _remove_as_typed(file: str) -> str:
    pack = next((one for one in service.added_packs(g.ctx) if one.file == file), None)
    if pack is None:
        raise NotFound(Says("no pack {name} was added", name=file))
    values = {"reason": request.form.get("reason", "")}
    return render_template("law_pack.html", pack=pack, values=values)


@pages.route("/rules/<rule>", methods=["GET", "POST"])
def change(rule: str) -> Response | str | tuple[str, int]:
    if request.method == "GET":
        made = service.bound(g.ctx, rule).change
        values = {"effect": str(made.effect), "reason": made.reason} if made else {}
        return _change(rule, values)
    try:
        done = service.change(
            g.ctx, rule, request.form.get("effect", ""), request.form.get("reason", "")
        )
    except Invalid as error:
        flash(refusal(error), "danger")
        return _as_typed(rule), 422
    told = Says(
        "{rule} is changed: it binds {count} {count:record|records} that may still be called."
    )
    flash(_(told, rule=done.rule.id, count=done.binds), "success")
    return redirect(url_for("law.page", _anchor=done.rule.id), 303)


@shown_again("law.change")
def _as_typed(rule: str) -> str:
    return _change(rule, request.form)


def _change(rule: str, values: Mapping[str, str]) -> str:
    bound = service.bound(g.ctx, rule)
    return render_template(
        "law_change.html",
        rule=bound.rule,
        binds=bound.binds,
        values={"effect": values.get("effect", ""), "reason": values.get("reason", "")},
        words=words,
        offered=OFFERED,
    )
