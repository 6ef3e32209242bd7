"""The rules of places: a case put to them, the rules in force, and what people make of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.law import cases
from esl_dialer.core.law.cases import Case, Unreadable, Verdict, read_case
from esl_dialer.core.law.pack_reader import Rejected, read_pack
from esl_dialer.core.law.rules import Effect, LawRule, Pack
from esl_dialer.core.law.shipped import shipped_packs
from esl_dialer.core.rules.record_rules import consent_missing, contact_cap
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import DIALABLE_STATUSES
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.law import laws
from esl_dialer.store.law.laws import Change
from esl_dialer.store.people import holding, records

LONGEST_REASON = 255

NOT_ASKED = Says("rules of this kind are not asked yet: there is nothing to change")


@dataclass(frozen=True, slots=True)
class InForce:
    """A rule as it is asked here; ``change`` says who made it do something else than its pack."""

    rule: LawRule
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """``binds`` counts the records that may still be called, in all campaigns, that it binds."""

    rule: LawRule
    binds: int
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class AddedPack:
    """A pack that somebody added. ``unfit``: why it is no part of the law; ``version`` is empty
    where it can't be read. ``replaces`` is the version of the shipped pack whose place it takes."""

    file: str
    version: str
    reason: str
    set_by: str
    set_at: datetime
    unfit: str = ""
    replaces: str = ""

    @property
    def outdated(self) -> bool:
        """Whether the shipped pack whose place it takes is newer than it."""
        return bool(self.version) and self.replaces > self.version


def check(ctx: Context, told: Mapping[str, str]) -> Verdict:
    """What the rules in force here say of a case, from the texts of its columns
    (``core.law.cases.COLUMNS``); without an instant, now. Raises Invalid."""
    ctx.require(Permission.VIEW)
    try:
        case = read_case({**told, "instant_utc": told["instant_utc"] or ctx.now().isoformat()})
        return cases.decide(laws.current(), case)
    except Unreadable as error:
        raise Invalid({"": error.says}) from None


def rules(ctx: Context, province: str = "") -> list[InForce]:
    """All of them, or those that hold in a province or state. Raises Invalid."""
    ctx.require(Permission.VIEW)
    known, made = laws.current(), {change.rule: change for change in laws.changes()}
    try:
        found = known.rules_in(cases.jurisdiction_of(province)) if province else known.rules
    except Unreadable as error:
        raise Invalid({"province": error.says}) from None
    return [InForce(rule, made.get(rule.id)) for rule in found]


def packs(ctx: Context) -> tuple[Pack, ...]:
    """By jurisdiction."""
    ctx.require(Permission.VIEW)
    return laws.current().packs


def added_packs(ctx: Context) -> list[AddedPack]:
    """By file."""
    ctx.require(Permission.VIEW)
    left_out, shipped = laws.left_out(), {pack.file: pack.version for pack in shipped_packs()}
    return [
        AddedPack(
            file=one.file,
            version=_version(one.file, one.text),
            reason=one.reason,
            set_by=one.set_by,
            set_at=one.set_at,
            unfit=left_out.get(one.file, ""),
            replaces=shipped.get(one.file, ""),
        )
        for one in laws.added()
    ]


def _version(file: str, text: str) -> str:
    try:
        return read_pack(file, text).version
    except Rejected:
        return ""


def bound(ctx: Context, rule: str) -> Changed:
    """One rule, and how many records it binds: none, while nobody asks it. Raises NotFound."""
    ctx.require(Permission.VIEW)
    found = _known(rule)
    made = {change.rule: change for change in laws.changes()}
    return Changed(found, _bound(found, ctx.now()), made.get(rule))


def change(ctx: Context, rule: str, effect: str, reason: str) -> Changed:
    """Let a rule block, warn or be off here; an empty effect is what its pack says.

    Raises NotFound, Invalid.
    """
    ctx.require(Permission.CHANGE_SETTINGS)
    if not _known(rule).asked and effect:
        raise Invalid({"effect": NOT_ASKED})
    if effect not in ("", *Effect):
        raise Invalid({"effect": Says("choose block, warn or off")})
    reason = _reason(reason) if effect else ""
    with transaction():
        if effect:
            made = Change(rule, Effect(effect), reason, ctx.actor.name, ctx.now())
            laws.change(made)
        if effect or laws.undo(rule):
            ctx.note("law.change", f"rule {rule}", effect=effect or "as its pack", reason=reason)
    _look_again(ctx)
    return bound(ctx, rule)


def add_pack(ctx: Context, file: str, text: str, reason: str) -> Pack:
    """Take rules beside the shipped ones; a file of a shipped one's name takes its place.

    Raises Invalid, with every fault of the pack.
    """
    ctx.require(Permission.CHANGE_SETTINGS)
    if not file.endswith(".toml") or len(file) > 64 or "/" in file:
        raise Invalid({"file": Says("a pack is named like ca-on.toml")})
    reason = _reason(reason)
    try:
        made = read_pack(file, text)
        faults = laws.packs_with(file, text).topic_faults()
        if own := [fault for fault in faults if fault.file == file]:
            raise Rejected(own)
    except Rejected as error:
        told = "; ".join(map(str, error.faults))
        raise Invalid({"text": Says("{faults}", faults=told)}) from None
    with transaction():
        laws.put_pack(file, text, reason, ctx.actor.name, ctx.now())
        ctx.note("law.pack", f"pack {file}", version=made.version, reason=reason)
    _look_again(ctx)
    return made


def remove_pack(ctx: Context, file: str, reason: str) -> None:
    """Take an added pack away; the shipped one of its name, if there is one, holds again.

    Raises NotFound, Invalid.
    """
    ctx.require(Permission.CHANGE_SETTINGS)
    reason = _reason(reason)
    with transaction():
        if not laws.remove_pack(file):
            raise NotFound(Says("no pack {name} was added", name=quoted(file)))
        ctx.note("law.pack.remove", f"pack {file[:100]}", reason=reason)
    _look_again(ctx)


def _look_again(ctx: Context) -> None:
    """At those whom a contact cap holds back until its window is over, and who lack a consent: it
    may be another cap, or none may be asked for."""
    for rule in (contact_cap, consent_missing):
        holding.look_again(rule.__name__, ctx.now())


def _reason(text: str) -> str:
    if not (tidy := text.strip()):
        raise Invalid({"reason": Says("say why: it is kept")})
    return tidy[:LONGEST_REASON]


def _known(rule: str) -> LawRule:
    if (found := laws.current().rule(rule)) is None:
        raise NotFound(Says("no rule {name}", name=rule), listed_by="law rules")
    return found


def _bound(rule: LawRule, now: datetime) -> int:
    """Records that may still be called and that the rule binds, in campaigns not put away."""
    if not rule.asked:
        return 0
    known = laws.current()
    return sum(
        group.count
        for campaign in campaigns.every()
        for group in records.groups(campaign.id, now)
        if group.status in DIALABLE_STATUSES
        and rule.binds(campaign.caller, campaign.call_kind)
        and known.holds(rule, group.gate)
    )


__all__ = [
    "AddedPack",
    "Case",
    "Change",
    "Changed",
    "InForce",
    "add_pack",
    "added_packs",
    "change",
    "check",
    "packs",
    "remove_pack",
    "rules",
]
