"""What the living engine last said of itself, with its lease: the one account of it."""

from dataclasses import dataclass
from typing import Any

from esl_dialer.core.says import Says, unpacked
from esl_dialer.services.context import Context
from esl_dialer.store.system import leases


@dataclass(frozen=True, slots=True)
class EngineState:
    """``engine`` is its name, empty while none runs: then ``simulated`` is as configured.

    ``switch`` is the switch's version, or why it can't be reached; ``switch_trouble`` the same as a
    sentence: what is there instead, and what to look at. ``live`` counts calls in
    progress as the engine sees them, ``missed`` calls whose end it did not hear though the link
    stood; ``link`` is what it heard of the switch since its start.
    """

    engine: str
    switch_up: bool
    simulated: bool
    switch: str
    switch_trouble: Says
    live: int
    missed: int
    link: dict[str, Any]
    lost_audio: dict[int, Says]
    """By campaign: why its messages can't be read there."""

    @property
    def runs(self) -> bool:
        return bool(self.engine)


def engine_state(ctx: Context) -> EngineState:
    """As of its last renewal of the lease, some seconds ago."""
    engine, told = leases.holder(ctx.now()) or ("", {})
    switch = told.get("switch") or {}
    return EngineState(
        engine=engine,
        switch_up=bool(switch.get("up")),
        simulated=bool(switch.get("simulated", ctx.config.simulated)),
        switch=str(switch.get("version") or switch.get("error") or ""),
        switch_trouble=unpacked(str(switch.get("why") or switch.get("error") or "")),
        live=int(told.get("live", 0)),
        missed=int(told.get("missed", 0)),
        link=dict(told.get("link") or {}),
        lost_audio={
            int(campaign): unpacked(why) for campaign, why in told.get("lost_audio", {}).items()
        },
    )
