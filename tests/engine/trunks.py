"""Gateways for engine tests."""

from typing import Any

from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.store import models
from esl_dialer.store.routing import gateways
from tests.fakes import START


def add(name: str, **values: Any) -> None:
    """A gateway of the simulated switch: its name says how it is (``simulator.trunks``)."""
    given = {"dial_string": f"sofia/gateway/{name}/{{number}}"} | values
    gateways.add(Gateway(name, **given), START)


def through(**outcomes: Any) -> list[str]:
    """The gateways of the attempts that ended so, oldest first."""
    table = models.Attempt
    rows = table.select().order_by(table.claimed_at)
    return [
        row.gateway
        for row in rows
        if all(getattr(row, name) == value for name, value in outcomes.items())
    ]
