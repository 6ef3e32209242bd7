"""Making and editing a campaign: one form, with what it will say shown as it is typed."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import FIELDS, Campaign, Draft
from esl_dialer.core.fields import Fields
from esl_dialer.core.says import Says
from esl_dialer.core.speech.messages import Script
from esl_dialer.core.speech.variables import VARIABLES
from esl_dialer.core.words import Caller, CallKind, CampaignKind, Language
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.errors import Invalid
from esl_dialer.services.law import message_check
from esl_dialer.services.law.message_check import Wording
from esl_dialer.services.lists import uploads
from esl_dialer.services.people import dnc_lists
from esl_dialer.services.speech import draft_preview
from webui.guard.typed import shown_again
from webui.pages import forms, hours_form
from webui.pages.deleted_campaign import refuse_deleted
from webui.pages.law import words
from webui.text.language import translate as _
from webui.threads import in_thread

PROVINCES = ("ON", "QC")
"""Whose messages are shown: an English-speaking province's, and Quebec's."""

pages = Blueprint("drafts", __name__, url_prefix="/campaigns")
pages.before_request(refuse_deleted)


@pages.route("/new", methods=["GET", "POST"])
def new() -> Response | str | tuple[str, int]:
    if request.method == "GET":
        kind = _kind(request.args.get("kind"))
        english, french = campaigns.default_texts(kind)
        empty = Draft("", kind, template_en=english, template_fr=french)
        return _form(forms.shown(empty), {})
    if hours_form.wants_other_rows(request.form):
        return _with_other_rows()
    try:
        made = campaigns.create(g.ctx, forms.draft(request.form))
    except Invalid as error:
        return _form(request.form, error.problems), 422
    flash(_("{name} is made, as a draft.", name=made.name), "success")
    _tell_findings(made)
    sent = request.files.get("file")
    if not sent or not sent.filename:
        return redirect(url_for("campaigns.detail", number=made.id), 303)
    upload = in_thread(uploads.keep, g.ctx, sent.stream, sent.filename)
    return redirect(url_for("lists.check", number=made.id, token=upload.token), 303)


@pages.post("/new/type")
@shown_again("drafts.other_kind")
def other_kind() -> str:
    """The same form for the other type: all that was typed stays, and texts that nobody changed

    become that type's.
    """
    kind = _kind(request.form.get("other_kind"))
    before = campaigns.default_texts(_kind(request.form.get("kind")))
    values = request.form.to_dict() | {"kind": str(kind)}
    texts = zip(("template_en", "template_fr"), before, campaigns.default_texts(kind), strict=True)
    for name, old, new in texts:
        if forms.text(values, name) in ("", old.strip()):
            values[name] = new
    return _form(values, {})


@shown_again("drafts.new")
def _new_as_typed() -> str:
    return _form(request.form, {})


@pages.route("/<int:number>/edit", methods=["GET", "POST"])
def edit(number: int) -> Response | str | tuple[str, int]:
    campaign = campaigns.get(g.ctx, number)
    saved = forms.shown(editing.draft_of(campaign))
    if request.method == "GET":
        return _form(saved, {}, campaign)
    if hours_form.wants_other_rows(request.form):
        return _with_other_rows(campaign)
    if request.form.get("seen", forms.mark(saved)) != forms.mark(saved):
        flash(_("Somebody changed this campaign meanwhile. Look, and save again."), "warning")
        return _form(request.form, forms.differences(request.form, saved), campaign), 409
    try:
        typed = forms.draft(request.form, editing.draft_of(campaign))
        reason = forms.text(request.form, "caller_reason")
        changed = in_thread(editing.edit, g.ctx, number, typed, reason)
    except Invalid as error:
        return _form(request.form, error.problems, campaign), 422
    flash(_("Saved."), "success")
    _tell_findings(changed)
    if changed.template_version != campaign.template_version:
        flash(_("The text or voice is new: regenerate the audio to use it."), "warning")
    if changed.dnc_lists:
        flash(_(dnc_lists.SCRUBBED, count=in_thread(dnc_lists.scrub, g.ctx, number)), "info")
    return redirect(url_for("campaigns.detail", number=number), 303)


def _tell_findings(campaign: Campaign) -> None:
    """Of a campaign that was just saved: by how many rules its message is not as it should be."""
    if rules := {one.finding.rule.id for one in message_check.of_campaign(g.ctx, campaign)}:
        told = Says(
            "{count} {count:rule|rules} of law {count:speaks|speak} against its message: see Edit."
        )
        flash(_(told, count=len(rules)), "warning")


@shown_again("drafts.edit")
def _edit_as_typed(number: int) -> str:
    """What changed meanwhile is still told when it is saved."""
    return _form(request.form, {}, campaigns.get(g.ctx, number), request.form.get("seen"))


def _with_other_rows(campaign: Campaign | None = None) -> str:
    """The form as it was sent, with other rows for its hours: nothing of it is taken yet."""
    g.refused = True
    typed = hours_form.with_other_rows(request.form)
    return _form(typed, {}, campaign, request.form.get("seen"))


def _form(
    values: Mapping[str, str],
    problems: dict[str, Says],
    campaign: Campaign | None = None,
    seen: str | None = None,
) -> str:
    """``seen``: what the form was made from, when that is not what is saved now."""
    if campaign and seen is None:
        seen = forms.mark(forms.shown(editing.draft_of(campaign)))
    return render_template(
        "campaign_form.html",
        values=values,
        problems=problems,
        campaign=campaign,
        seen=seen,
        fields=_offered(campaign),
        variables=VARIABLES,
        previews=_previews(values),
        findings=_findings(values, campaign.id if campaign else None),
        words=words,
        timing_problem=any(_section(name) == "timings" for name in problems),
    )


def _offered(campaign: Campaign | None) -> Fields:
    """Who calls in a campaign that is there is for who may change settings."""
    if campaign is None or Permission.CHANGE_SETTINGS in g.ctx.actor.permissions:
        return FIELDS
    return {name: field for name, field in FIELDS.items() if name != "caller"}


def _section(problem: str) -> str:
    """Of the field that is named, or a part of it (``retry_policy.busy``); empty for another."""
    field = FIELDS.get(problem.partition(".")[0])
    return field.section if field else ""


@pages.post("/occurrences")
def occurrences() -> str:
    """The next starts that the form's schedule comes to."""
    return render_template("parts/occurrences.html", values=request.form)


@pages.post("/preview")
def preview() -> str:
    """What the templates of a form will say, and what the law says of it."""
    campaign = request.args.get("campaign", type=int)
    return render_template(
        "parts/preview.html",
        previews=_previews(request.form),
        findings=_findings(request.form, campaign),
        words=words,
    )


def _findings(
    values: Mapping[str, str], campaign: int | None
) -> list[message_check.MessageFinding]:
    """A caller or kind of call that is none is told beside its field, not here; of a form without
    them, the campaign's own."""
    own = campaigns.get(g.ctx, campaign) if campaign is not None else Draft("", CampaignKind.LB)
    caller, call = values.get("caller"), values.get("call_kind")
    wording = Wording(
        _script(values),
        Caller(caller) if caller in set(Caller) else own.caller,
        CallKind(call) if call in set(CallKind) else own.call_kind,
    )
    return message_check.of_wording(g.ctx, wording, campaign)


def _previews(values: Mapping[str, str]) -> dict[str, draft_preview.Preview]:
    """By province: an English-speaking one, and Quebec."""
    script = _script(values)
    return {province: draft_preview.preview(g.ctx, script, province) for province in PROVINCES}


@pages.post("/listen/<province>")
def listen(province: str) -> str:
    """Have what the form says spoken, and wait for it."""
    try:
        act = draft_preview.listen(g.ctx, _script(request.form), _known(province))
    except Invalid as error:
        return render_template("parts/listening.html", problem=error.says)
    return listening(act)


@pages.get("/listening/<int:act>")
def listening(act: int) -> str:
    return render_template("parts/listening.html", spoken=draft_preview.listening(g.ctx, act))


@pages.get("/listening/<int:act>.wav")
def heard(act: int) -> Response:
    return send_file(draft_preview.heard(g.ctx, act), mimetype="audio/wav", conditional=True)


def _known(province: str) -> str:
    return province if province in PROVINCES else PROVINCES[0]


def _kind(asked: str | None) -> CampaignKind:
    """The kind of that name; any other text stands for the first."""
    return next((kind for kind in CampaignKind if kind == asked), CampaignKind.LB)


def _script(values: Mapping[str, str]) -> Script:
    """A type or language that is none is told beside its field, not here."""
    language = values.get("language")
    return Script(
        campaign_id=0,
        kind=_kind(values.get("kind")),
        language=Language(language) if language in set(Language) else Language.EN,
        template_en=forms.text(values, "template_en"),
        template_fr=forms.text(values, "template_fr"),
        version=0,
        voice_en=values.get("voice_en", ""),
        voice_fr=values.get("voice_fr", ""),
        engine=values.get("engine", ""),
        right_party="right_party" in values,
    )
