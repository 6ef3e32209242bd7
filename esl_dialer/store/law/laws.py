"""The law as this installation has it: the shipped packs, those that were added, and what people
made of single rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from esl_dialer.core.law.law import Law
from esl_dialer.core.law.pack_reader import Rejected, read_pack
from esl_dialer.core.law.rules import Effect, Pack
from esl_dialer.core.law.shipped import shipped_packs
from esl_dialer.runtime.languages import learn
from esl_dialer.store import models
from esl_dialer.store.statements import Select

_CHANGES = Select("FROM law_change ORDER BY rule", (models.LawChange, ("rule", "effect")))
_PACKS = Select("FROM law_pack ORDER BY file", (models.LawPack, ("file", "text")))


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody made of a rule, and why."""

    rule: str
    effect: Effect
    reason: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class AddedPack:
    """A pack that somebody added, as it is kept."""

    file: str
    text: str
    reason: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class InForce:
    """The law, and by file why an added pack is no part of it: it does not fit this release."""

    law: Law
    left_out: dict[str, str]


def current() -> Law:
    """Made once while nothing is changed: it is asked at every tick.

    An added pack that does not fit the shipped ones any more is left out (``left_out``): where it
    took the place of one, that one holds.
    """
    return in_force().law


def left_out() -> dict[str, str]:
    """By file, what is wrong with added packs that are no part of the law."""
    return in_force().left_out


def in_force() -> InForce:
    """Both at once."""
    return _made(tuple(_CHANGES.raw()), tuple(_PACKS.raw()))


Rows = tuple[tuple[Any, ...], ...]


@lru_cache(maxsize=4)
def _made(changes: Rows, packs: Rows) -> InForce:
    fit: dict[str, Pack] = {}
    faults: dict[str, str] = {}
    for file, text in packs:
        try:
            wanted = fit | {file: read_pack(file, text)}
            Law(_with(wanted))
            fit = wanted
        except Rejected as error:
            faults[file] = str(error)
    law = Law(_with(fit), {rule: Effect(effect) for rule, effect in changes})
    learn("fr", {rule.en: rule.fr for rule in law.rules})
    learn("fr", {topic.en: topic.fr for topic in law.topics.values()})
    return InForce(law, faults)


def _with(added: Mapping[str, Pack]) -> list[Pack]:
    """The shipped packs and these; one of a shipped file's name takes its place."""
    kept = [pack for pack in shipped_packs() if pack.file not in added]
    return [*kept, *added.values()]


def changes() -> list[Change]:
    """The rules that do something else here than their packs say."""
    table = models.LawChange
    return [
        Change(row.rule, row.effect, row.reason, row.set_by, row.set_at)
        for row in table.select().order_by(table.rule)
    ]


def change(made: Change) -> None:
    """Of a rule that was changed before, this holds from now on."""
    values = {
        "effect": made.effect, "reason": made.reason, "set_by": made.set_by, "set_at": made.set_at,
    }  # fmt: skip
    models.LawChange.insert(rule=made.rule, **values).on_conflict(
        conflict_target=[models.LawChange.rule], update=values
    ).execute()


def undo(rule: str) -> bool:
    """Let a rule do what its pack says; False when it does."""
    table = models.LawChange
    return bool(table.delete().where(table.rule == rule).execute())


def put_pack(file: str, text: str, reason: str, by: str, now: datetime) -> None:
    values = {"text": text, "reason": reason, "set_by": by, "set_at": now}
    models.LawPack.insert(file=file, **values).on_conflict(
        conflict_target=[models.LawPack.file], update=values
    ).execute()


def remove_pack(file: str) -> bool:
    """False when there is no such pack."""
    table = models.LawPack
    return bool(table.delete().where(table.file == file).execute())


def added() -> list[AddedPack]:
    """By file."""
    table = models.LawPack
    return [
        AddedPack(row.file, row.text, row.reason, row.set_by, row.set_at)
        for row in table.select().order_by(table.file)
    ]


def packs_with(file: str, text: str) -> Law:
    """The law with one more pack, or another of that name; packs that are left out stay out.
    Raises Rejected."""
    out = left_out().keys() | {file}
    others = {one.file: read_pack(one.file, one.text) for one in added() if one.file not in out}
    return Law(_with(others | {file: read_pack(file, text)}))
