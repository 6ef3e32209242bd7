"""The law of the place: a case put to it, its rules, and what people make of them."""

from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.law.lint import Finding, script_of, shown_finding
from esl_dialer.core.law.rules import Effect, LawRule
from esl_dialer.core.law.shown import shown_rule, shown_verdict
from esl_dialer.core.words import CampaignKind, Language
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.law import decisions, hours_map, law, message_check
from esl_dialer.services.law.decisions import shown_decided
from esl_dialer.services.law.hours_map import PlaceHours
from esl_dialer.services.people import consents
from webui.api.noted import ConsentShown
from webui.api.routes import Request, Route
from webui.api.shapes import Given, Name, Shown, Text
from webui.text.language import current, say
from webui.threads import in_thread


class CaseQuery(Given):
    """Who would call whom, how and when."""

    province: Name = ""
    """A province or state, by code or name."""
    postal_code: Name = ""
    phone: Name = ""
    caller: Name = "agency"
    """agency, creditor, bank, bank_agent or telemarketer."""
    call: Name = "recorded"
    """recorded or live."""
    instant_utc: Name = ""
    """``2026-11-22T18:30Z``; empty: now."""


class VerdictShown(Shown):
    verdict: Literal["allowed", "warn", "refused"]
    rule: str | None
    """The first rule against the call: those that block before those that warn."""
    text: str | None
    citation: str | None
    basis: str | None
    zones: list[str]
    """All in which the person may be."""
    laws: list[str]
    """Whose law was asked, by ISO 3166-2."""
    zone: str | None
    """In whose time the obstacle is."""
    next_allowed: str | None
    """From when no rule stands against the call that does now; null: never."""


class RulesQuery(Given):
    province: Name = ""
    """Those that hold there; empty: all."""


class LawRuleShown(Shown):
    id: str
    jurisdiction: str
    kind: str
    callers: list[str]
    calls: list[str]
    text: str
    citation: str
    source: str
    as_of: str
    version: str
    basis: str
    effect: str
    """What it does here: block, warn or off."""
    asked: bool
    """False: it is told, and nothing goes by it yet, whatever its effect is to be."""
    reason: str | None
    """Why somebody made it do that; null: its pack says so."""
    changed_by: str | None
    from_: str | None = Field(alias="from")
    until: str | None
    more: dict[str, Any]
    """What its kind has beside: days, most, in_days, counts, ..."""


class LawRulesShown(Shown):
    items: list[LawRuleShown]


class LawChange(Given):
    rule: Name
    effect: Name = ""
    """block, warn or off; empty: what its pack says."""
    reason: Name = ""
    """Kept, and told; wanted unless the effect is empty."""


class LawChangedShown(Shown):
    rule: LawRuleShown
    binds: int
    """Records that may still be called and that the rule binds; 0 while it is not asked."""


class PackGiven(Given):
    file: Name
    """``ca-on.toml``: of a shipped one's name it takes its place."""
    text: Text
    """Its TOML."""
    reason: Name


class PackShown(Shown):
    file: str
    jurisdiction: str
    version: str
    rules: int


class AddedPackShown(Shown):
    file: str
    version: str
    """Empty: it can't be read."""
    reason: str
    set_by: str
    set_at: datetime
    unfit: str
    """Why it is no part of the law: it does not fit this release, and nobody is called. Empty: it
    is in force."""
    replaces: str
    """The version of the shipped pack whose place it takes; empty: of none."""
    outdated: bool
    """That shipped pack is newer."""


class AddedPacksShown(Shown):
    items: list[AddedPackShown]


class PackRemoved(Given):
    reason: Name


def check(asked: Request) -> dict[str, Any]:
    """What the rules in force say of a call at an instant."""
    verdict = law.check(asked.ctx, asked.query.model_dump())
    text = words(verdict.found) if verdict.found else say(verdict.text)
    return shown_verdict(verdict) | {"text": text or None}


def rules(asked: Request) -> dict[str, Any]:
    """The rules in force, each with what it stands on."""
    return {"items": [_shown(one) for one in law.rules(asked.ctx, asked.query.province)]}


_TOLD = frozenset(LawRuleShown.model_fields) | {"from", "text_en", "text_fr"}


def _shown(one: law.InForce) -> dict[str, Any]:
    told = shown_rule(one.rule)
    return {
        **told,
        "text": words(one.rule),
        "reason": one.change.reason if one.change else None,
        "changed_by": one.change.set_by if one.change else None,
        "more": {name: value for name, value in told.items() if name not in _TOLD},
    }


def words(rule: LawRule) -> str:
    """In the reader's language."""
    return rule.fr if current() == "fr" else rule.en


class FindingShown(Shown):
    rule: str
    jurisdiction: str
    effect: str
    """What it does here and now: block or warn; in a simulation it warns."""
    problem: str
    """missing, late, unset, forbidden, language or unchecked."""
    topic: str | None
    language: str | None
    words: list[str]
    """Of the text: what tells what is forbidden, or says too late what is to be first."""
    text: str
    rule_text: str
    citation: str
    source: str
    basis: str
    as_of: str
    records: int
    """That may still be called and are bound; 0 while the campaign has none, or of a text."""


class FindingsShown(Shown):
    items: list[FindingShown]


class TextGiven(Given):
    """A text, who says it to whom, and how."""

    text: Text
    """A template in the language."""
    language: Language = Language.EN
    other_text: Text = ""
    """The template of the other language, which is heard too in Quebec."""
    province: Name
    caller: Name = "agency"
    """agency, creditor, bank, bank_agent or telemarketer."""
    call: Name = "recorded"
    """recorded or live."""
    kind: CampaignKind = CampaignKind.MD
    right_party: bool = False
    """They confirmed first who they are."""


def lint(asked: Request) -> dict[str, Any]:
    """What in a text breaks a rule of law of a province or state; nothing is kept."""
    body = asked.body
    told = (body.kind, body.language, body.text, body.other_text)
    script = script_of(*told, right_party=body.right_party)
    found = message_check.of_text(asked.ctx, script, body.province, body.caller, body.call)
    return {"items": [_finding(one, one.rule.effect, 0) for one in found]}


def message(asked: Request, campaign: int) -> dict[str, Any]:
    """What in a campaign's texts breaks a rule of law where its people are."""
    found = message_check.of_campaign(asked.ctx, campaigns.get(asked.ctx, campaign))
    return {"items": [_finding(one.finding, one.effect, one.records) for one in found]}


def _finding(finding: Finding, effect: Effect, count: int) -> dict[str, Any]:
    return {
        **shown_finding(finding),
        "effect": str(effect),
        "text": say(finding.says),
        "rule_text": words(finding.rule),
        "records": count,
    }


class AskedRuleShown(Shown):
    id: str
    version: str
    """Of the pack where it stood."""
    warned: bool
    """It warned when the call was claimed."""
    count: int | None
    """Of a contact cap, the calls that counted in its window then; null: it is none."""
    lifted_by: ConsentShown | None
    """The person's consent by which it did not hold, as it stands now."""
    text: str | None
    """As it is in force now; null: it is no more."""
    citation: str | None


class AttemptLawShown(Shown):
    attempt: str
    record: int
    campaign: int
    number: str
    claimed_at: datetime
    simulated: bool
    outcome: str | None
    caller: str | None
    call: str | None
    gate: str | None
    """Where the person might be, and whose law held; null, as all that follows, where no rule was
    asked."""
    zones: list[str]
    zone_data: str | None
    """The edition of IANA's zone data."""
    edition: str | None
    """Of the rules as they were in force: a digest."""
    packs: dict[str, str]
    """By file, its version."""
    rules: list[AskedRuleShown]


def attempt(asked: Request, attempt: str) -> dict[str, Any]:
    """By what the law let a call through: rules, their versions, zones and their data."""
    found = decisions.of_attempt(asked.ctx, attempt)
    rules = [
        {
            "id": one.id, "version": one.version, "warned": one.warned,
            "count": one.count,
            "lifted_by": consents.shown(one.lifted_by) if one.lifted_by else None,
            "text": words(one.rule) if one.rule else None,
            "citation": one.rule.citation if one.rule else None,
        }
        for one in found.rules
    ]  # fmt: skip
    return shown_decided(found.decided) | {"rules": rules}


class DayShown(Shown):
    day: date
    spans: list[tuple[int, int]]
    """From and until when, in minutes after midnight in the time of ``clock``."""


class PlaceHoursShown(Shown):
    gate: str
    laws: list[str]
    zones: list[str]
    clock: str
    records: int
    until: datetime | None
    """When the hours end that are open now."""
    why: str | None
    """The first rule that keeps them closed."""
    rule: str | None
    """Of a rule of law, its id."""
    citation: str | None
    opens: datetime | None
    days: list[DayShown]
    kind: str
    """The type of their phones, where it has hours of its own."""
    types: list["PlaceHoursShown"]
    """About how many of them have a phone next whose type has hours of its own, and these."""


class HoursMapShown(Shown):
    items: list[PlaceHoursShown]


def hours(asked: Request, campaign: int) -> dict[str, Any]:
    """Where a campaign's records may be called now and in the next seven days, and why not."""
    found = in_thread(hours_map.hours_map, asked.ctx, campaign)
    return {"items": [_place(one) for one in found]}


def _place(one: PlaceHours) -> dict[str, Any]:
    told = {field.name: getattr(one, field.name) for field in fields(one)}
    reason = one.reason
    return {
        **told,
        "why": say(reason.text) if reason else None,
        "rule": reason.law or None if reason else None,
        "citation": reason.citation or None if reason else None,
        "types": [_place(its) for its in one.types],
    }


def change(asked: Request) -> dict[str, Any]:
    """Let a rule block, warn or be off here, with the reason; an empty effect undoes that."""
    body = asked.body
    try:
        done = law.change(asked.ctx, body.rule, body.effect, body.reason)
    except NotFound as error:  # it is a field of the body, not the address
        raise Invalid({"rule": error.says}) from None
    (now,) = (one for one in law.rules(asked.ctx) if one.rule.id == done.rule.id)
    return {"rule": _shown(now), "binds": done.binds}


def add_pack(asked: Request) -> dict[str, Any]:
    """Take a pack of rules beside the shipped ones, or in the place of one."""
    made = law.add_pack(asked.ctx, asked.body.file, asked.body.text, asked.body.reason)
    return {
        "file": made.file, "jurisdiction": made.jurisdiction, "version": made.version,
        "rules": len(made.rules),
    }  # fmt: skip


def added_packs(asked: Request) -> dict[str, Any]:
    """The packs that were added, and whether they are in force."""
    found = law.added_packs(asked.ctx)
    return {"items": [asdict(one) | {"outdated": one.outdated} for one in found]}


def remove_pack(asked: Request, pack: str) -> None:
    """Take an added pack away; the shipped one of its name, if there is one, holds again."""
    law.remove_pack(asked.ctx, pack, asked.body.reason)


_CHANGE = Permission.CHANGE_SETTINGS
ROUTES = (
    Route("GET", "/law/check", Permission.VIEW, check, VerdictShown, query=CaseQuery),
    Route("GET", "/law/rules", Permission.VIEW, rules, LawRulesShown, query=RulesQuery),
    Route("GET", "/campaigns/{campaign}/law-hours", Permission.VIEW, hours, HoursMapShown),
    Route("GET", "/attempts/{attempt}/law", Permission.VIEW, attempt, AttemptLawShown),
    Route("POST", "/law/lint", Permission.VIEW, lint, FindingsShown, body=TextGiven),
    Route("GET", "/campaigns/{campaign}/message-check", Permission.VIEW, message, FindingsShown),
    Route("POST", "/law/changes", _CHANGE, change, LawChangedShown, body=LawChange),
    Route("GET", "/law/packs", Permission.VIEW, added_packs, AddedPacksShown),
    Route("POST", "/law/packs", _CHANGE, add_pack, PackShown, body=PackGiven),
    Route("POST", "/law/packs/{pack}/remove", _CHANGE, remove_pack, body=PackRemoved),
)
