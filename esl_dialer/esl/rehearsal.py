"""A switch that calls nobody: each call goes to the rehearsal carrier, with what that must know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from esl_dialer.core.agents.handing_over import ChannelLook
from esl_dialer.core.words import LegRole
from esl_dialer.esl.switch import Channel, Originate, Switch, SwitchEvent, SwitchInfo

NTH = "sip_h_X-Dialer-Nth"
ROLE = "sip_h_X-Dialer-Role"


@dataclass(frozen=True, slots=True)
class Dials:
    """How many times the contact's and the representative's numbers were dialed, this one too."""

    contact: int = 1
    representative: int = 1


class RehearsalSwitch:
    """``Switch`` around another one. ``dials`` tells of an attempt by its id; it may do I/O.

    It says of itself that it is simulated, whatever it is: what follows from its calls is a
    rehearsal's, never a real number's.
    """

    def __init__(self, inner: Switch, dials: Callable[[str], Dials]) -> None:
        self._inner, self._dials = inner, dials

    @property
    def up(self) -> bool:
        return self._inner.up

    def info(self) -> SwitchInfo:
        return replace(self._inner.info(), simulated=True)

    def originate(self, call: Originate) -> None:
        self._inner.originate(rehearsed(call, self._dials(call.attempt)))

    def channels(self) -> list[Channel]:
        return self._inner.channels()

    def exists(self, uuid: str) -> bool:
        return self._inner.exists(uuid)

    def variables(self, uuid: str) -> Mapping[str, str]:
        return self._inner.variables(uuid)

    def gateway_up(self, name: str) -> bool:
        return self._inner.gateway_up(name)

    def hangup(self, uuid: str, cause: str = "NORMAL_CLEARING") -> bool:
        return self._inner.hangup(uuid, cause)

    def bridge(self, leg: str, person: str) -> None:
        self._inner.bridge(leg, person)

    def send_to(self, uuid: str, flow: str) -> None:
        self._inner.send_to(uuid, flow)

    def play(self, uuid: str, sound: str) -> None:
        self._inner.play(uuid, sound)

    def stop_playing(self, uuid: str) -> None:
        self._inner.stop_playing(uuid)

    def mute(self, uuid: str) -> None:
        self._inner.mute(uuid)

    def unmute(self, uuid: str) -> None:
        self._inner.unmute(uuid)

    def press(self, uuid: str, keys: str) -> None:
        self._inner.press(uuid, keys)

    def look(self, uuid: str) -> ChannelLook | None:
        return self._inner.look(uuid)

    def listen(
        self, on_event: Callable[[SwitchEvent], None], on_link: Callable[[bool], None]
    ) -> None:
        self._inner.listen(on_event, on_link)


def rehearsed(call: Originate, dials: Dials) -> Originate:
    """The call with the headers that the carrier's table is asked with (docs/carrier.md)."""
    variables = dict(call.variables) | _headers(LegRole.CONTACT, dials.contact)
    if transfer := variables.get("dialer_transfer"):
        headers = _headers(LegRole.TRANSFER, dials.representative)
        leg = ",".join(f"{name}={value}" for name, value in headers.items())
        variables["dialer_transfer"] = transfer.replace("[", f"[{leg},", 1)
    return replace(call, variables=variables)


def _headers(role: LegRole, nth: int) -> dict[str, str]:
    return {NTH: str(nth), ROLE: str(role)}
