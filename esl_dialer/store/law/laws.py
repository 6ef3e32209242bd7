"""The law as this installation has it: the shipped packs, those that were added, and what people
made of single rules."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from esl_dialer.core.law.law import Law
from esl_dialer.core.law.pack_reader import read_pack
from esl_dialer.core.law.rules import Effect
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


def current() -> Law:
    """Made once while nothing is changed: it is asked at every tick.

    Raises Rejected where a pack that was added does not fit the shipped ones any more.
    """
    return _made(tuple(_CHANGES.raw()), tuple(_PACKS.raw()))


@lru_cache(maxsize=4)
def _made(changes: tuple[tuple[Any, ...], ...], packs: tuple[tuple[Any, ...], ...]) -> Law:
    added = {file: read_pack(file, text) for file, text in packs}
    kept = [pack for pack in shipped_packs() if pack.file not in added]
    law = Law([*kept, *added.values()], {rule: Effect(effect) for rule, effect in changes})
    learn("fr", {rule.en: rule.fr for rule in law.rules})
    learn("fr", {topic.en: topic.fr for topic in law.topics.values()})
    return law


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


def packs_with(file: str, text: str) -> Law:
    """The law with one more pack, or another of that name. Raises Rejected."""
    others = tuple(row for row in _PACKS.raw() if row[0] != file)
    return _made(tuple(_CHANGES.raw()), (*others, (file, text)))
