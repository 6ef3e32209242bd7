"""Gateways: what people set, how they stand, what the carriers will count."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from esl_dialer.core import fields
from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.routing.choosing import Line, Lines, Stand, stand
from esl_dialer.core.routing.gateways import FIELDS, SPAN, Figures, Gateway, configured, warnings
from esl_dialer.core.routing.resting import FRESH, Rest
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import RunState
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.routing import gateways as store
from esl_dialer.store.system import outbox

LAST = Says(
    "a campaign is active, and would dial by the configuration's dial string: pause it first"
)

CHANGEABLE = tuple(name for name in FIELDS if name != "name")


@dataclass(frozen=True, slots=True)
class GatewayStatus:
    """A gateway now; ``figures`` are of the last 24 hours. ``kept``: it is a row."""

    gateway: Gateway
    up: bool
    live: int
    figures: Figures
    warnings: tuple[str, ...]
    kept: bool
    state: Stand = Stand.UP
    rest: Rest = FRESH

    @property
    def resting_until(self) -> datetime | None:
        return self.rest.until if self.state is Stand.RESTING else None


def lines(ctx: Context) -> Lines:
    """As calls may use them: while nobody may be called, the rehearsal carrier alone."""
    otherwise = configured(ctx.config.dialing)
    rehearsal = bool(ctx.config.rehearsal) and not ctx.config.embedded
    return (Line(otherwise),) if rehearsal else store.lines(otherwise)


def every(ctx: Context) -> list[GatewayStatus]:
    """By name; the configuration's one, when there is no row."""
    ctx.require(Permission.VIEW)
    names = {kept.gateway.name for kept in store.every()}
    return [_standing(ctx, line, line.gateway.name in names) for line in lines(ctx)]


def _standing(ctx: Context, line: Line, kept: bool) -> GatewayStatus:
    gateway, simulated = line.gateway, engine_state(ctx).simulated
    figures = store.figures(gateway.name, ctx.now() - SPAN, simulated=simulated)
    live = line.live if kept else store.channels_in_use().get(gateway.name, 0)
    return GatewayStatus(
        gateway,
        line.up,
        live,
        figures,
        tuple(warnings(gateway, figures)),
        kept,
        stand(line, ctx.now()),
        line.rest,
    )


def told_state(ctx: Context, one: GatewayStatus) -> str:
    """How it stands, for a line of text; times are of the business zone."""
    if one.resting_until is None:
        return str(one.state)
    until = one.resting_until.astimezone(ctx.business_zone())
    return f"resting until {until:%H:%M:%S}"


def standing(ctx: Context, name: str) -> GatewayStatus:
    """One of them, how it stands. Raises NotFound."""
    if (found := next((one for one in every(ctx) if one.gateway.name == name), None)) is None:
        raise _no_such(name)
    return found


def get(ctx: Context, name: str) -> Gateway:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    kept = store.find(name)
    if kept is None:
        raise _no_such(name)
    return kept.gateway


def _no_such(name: str) -> NotFound:
    return NotFound(Says("there is no gateway {name}", name=quoted(name)), listed_by="gateway list")


def add(ctx: Context, gateway: Gateway) -> Gateway:
    """Raises Invalid."""
    ctx.require(Permission.CHANGE_SETTINGS)
    found = problems(gateway)
    if store.find(gateway.name) is not None:
        found["name"] = Says("there is already a gateway {name}", name=quoted(gateway.name))
    _refuse(found)
    with transaction():
        store.add(gateway, ctx.now())
        _note(ctx, "gateway.add", gateway.name, _written(gateway))
    return gateway


def change(ctx: Context, name: str, values: dict[str, Any]) -> Gateway:
    """Give it these values; its name stays. Raises NotFound, Invalid."""
    ctx.require(Permission.CHANGE_SETTINGS)
    before = get(ctx, name)
    after = replace(before, **values)
    _refuse(problems(after))
    if after == before:
        return after
    old, new = _written(before), _written(after)
    with transaction():
        if not store.update(after, ctx.now()):
            raise _no_such(name)
        if (after.enabled, after.dial_string) != (before.enabled, before.dial_string):
            store.keep_rest(name, FRESH)
        changed = {key: new[key] for key in CHANGEABLE if new[key] != old[key]}
        _note(ctx, "gateway.change", name, changed)
    return after


def remove(ctx: Context, name: str) -> Gateway:
    """Calls in progress go on, and attempts keep its name. Raises NotFound, Refused.

    Without the last one calls go by the configuration's dial string: not while a campaign dials,
    for it may have been disabled so that nobody is called.
    """
    ctx.require(Permission.CHANGE_SETTINGS)
    gateway = get(ctx, name)
    with transaction():
        if not store.remove(name):
            raise _no_such(name)
        if campaigns.in_state(RunState.ACTIVE) and not any(one.kept for one in every(ctx)):
            raise Refused(Says("{name} is the last gateway", name=name), [LAST])
        _note(ctx, "gateway.remove", name, {})
    return gateway


def problems(gateway: Gateway) -> dict[str, Says]:
    """What is wrong with it, by field."""
    return fields.problems(FIELDS, gateway)


def shown(standing: GatewayStatus) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    return _written(standing.gateway) | {
        "up": standing.up,
        "state": str(standing.state),
        "resting_until": _instant(standing.resting_until),
        "live": standing.live,
        "calls_24h": standing.figures.calls,
        "answered_24h": standing.figures.answered,
        "short_24h": standing.figures.short,
        "short_share": round(standing.figures.short_share, 4),
        "zero_share": round(standing.figures.zero_share, 4),
        "warnings": list(standing.warnings),
        "configured": not standing.kept,
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds") if at else None


def _written(gateway: Gateway) -> dict[str, Any]:
    return asdict(gateway) | {"keys": str(gateway.keys)}


def _refuse(found: dict[str, Says]) -> None:
    if found:
        raise Invalid(found)


def _note(ctx: Context, action: str, name: str, detail: dict[str, Any]) -> None:
    ctx.note(action, name, **{key: value for key, value in detail.items() if key != "name"})
    outbox.put("gateway", {"gateway": name}, ctx.now())
