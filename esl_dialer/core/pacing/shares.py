"""Weighted max-min shares of one speed: nobody gets more than it can use, the rest is shared."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who shares: ``most`` is what it can use, in the unit of the total (calls per minute). A
    higher ``rank`` takes first; equals share by ``weight``."""

    name: int
    most: float
    weight: int = 1
    rank: int = 0


def ranked_shares(claimants: Iterable[Claimant], total: float) -> dict[int, float]:
    """By name: a higher rank takes what it can use, equals have fair shares of what is left."""
    by_rank: dict[int, list[Claimant]] = {}
    for one in claimants:
        by_rank.setdefault(one.rank, []).append(one)
    left, shares = total, dict[int, float]()
    for rank in sorted(by_rank, reverse=True):
        theirs = fair_shares(by_rank[rank], left)
        shares |= theirs
        left = max(0.0, left - sum(theirs.values()))
    return shares


def fair_shares(claimants: Iterable[Claimant], total: float) -> dict[int, float]:
    """By name. Who can use less than its weight's part of the total leaves the rest to the others.

    Nobody's share can be raised without lowering one that is no larger for its weight.
    """
    modest_first = sorted(claimants, key=lambda one: one.most / one.weight)
    left, weights = total, sum(one.weight for one in modest_first)
    shares: dict[int, float] = {}
    for one in modest_first:
        shares[one.name] = min(one.most, left * one.weight / weights)
        left -= shares[one.name]
        weights -= one.weight
    return shares
