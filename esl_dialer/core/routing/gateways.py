"""A gateway as data: where calls leave the switch, and what may be written for it."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta

from esl_dialer.core.fields import Shape, setting, table_of
from esl_dialer.core.says import Says
from esl_dialer.core.words import DtmfMode

CONFIGURED = "carrier"
"""The gateway's name when there are no rows: the configuration's ``dial_string``."""

SHORT_LIMIT = 0.15
"""Share of the answered calls that may last 6 seconds or less: what Telnyx allows before it
surcharges (support.telnyx.com, "What are Short Duration Calls?"); CallTrackingMetrics 0.20."""

ZERO_LIMIT = 0.50
"""Share of all calls sent that may end unanswered ("zero-second", "incomplete"): wholesale carriers
want an answer-seizure ratio of 50 to 60 % (support.sippyswitch.co, article 47). Some retail ones
are stricter: CallTrackingMetrics 0.25, Plivo 0.20."""

SHORT_CALL_S = 6
"""An answered call of so many seconds or fewer is a short one."""

WARN_AT = 0.8
"""Of a limit: the warning comes before the carrier's own."""

SPAN = timedelta(hours=24)
"""Short and unanswered calls are counted over so long."""

FEWEST_CALLS = 100
"""No share is judged by fewer calls than these: Genesys Cloud, too, begins at 100 in a month."""


LONGEST_DIAL_STRING = 255
"""What its column holds."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_NUMBER = r"\+?[0-9#*]{0,16}\{number\}"
_BY_GATEWAY = re.compile(rf"sofia/gateway/([A-Za-z0-9][A-Za-z0-9_.-]*)/{_NUMBER}")
_BY_ADDRESS = re.compile(
    rf"sofia/[A-Za-z0-9][A-Za-z0-9_.-]*/{_NUMBER}@(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(:\d{{1,5}})?"
)
_HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")


def problem_of_name(name: str) -> Says | None:
    """What is wrong with a gateway's name; None when nothing is."""
    if _NAME.fullmatch(name):
        return None
    return Says("1 to 64 letters, digits, dots, dashes or underscores")


def problem_of_dial_string(text: str) -> Says | None:
    """What is wrong with a dial string; None when nothing is.

    Only two forms are taken, and in them only letters that need no quoting anywhere on the way.
    """
    if "{number}" not in text:
        return Says("it has no {number}: what would be dialed?")
    if len(text) > LONGEST_DIAL_STRING:
        return Says("at most {most} letters", most=LONGEST_DIAL_STRING)
    if _BY_GATEWAY.fullmatch(text):
        return None
    found = _BY_ADDRESS.fullmatch(text)
    if found is None:
        return Says("write sofia/gateway/NAME/{number} or sofia/PROFILE/{number}@HOST:PORT")
    return _problem_of_host(found[1])


def _problem_of_host(host: str) -> Says | None:
    """Digits and dots must be an address: ``10.0.0.300`` is no host's name."""
    if host.startswith("[") or re.fullmatch(r"[\d.]+", host):
        try:
            ipaddress.ip_address(host.strip("[]"))
        except ValueError:
            return Says("{host} is no IP address", host=host)
        return None
    return None if _HOST.fullmatch(host) else Says("{host} is no host's name", host=host)


@dataclass(frozen=True, slots=True)
class Gateway:
    """``max_cps`` in starts per second, ``max_channels`` in simultaneous calls: 0 is no limit."""

    name: str = setting("", "Name", longest=64, check=problem_of_name, required=True)
    dial_string: str = setting(
        "sofia/gateway/NAME/{number}",
        "Dial string",
        "sofia/gateway/NAME/{number}, with the name that the switch knows; or"
        " sofia/PROFILE/{number}@HOST:PORT.",
        longest=LONGEST_DIAL_STRING,
        check=problem_of_dial_string,
        required=True,
    )
    weight: int = setting(
        1, "Weight", "Its share of the calls. 0: only when no other is up.", low=0, high=1000
    )
    max_cps: float = setting(
        0.0,
        "Most calls per second",
        "0: no limit of its own.",
        unit="calls per second",
        low=0,
        high=1000,
        zero="no limit",
    )
    max_channels: int = setting(
        0,
        "Most simultaneous calls",
        "0: no limit of its own. A transfer takes two.",
        low=0,
        high=100_000,
        zero="no limit",
    )
    enabled: bool = setting(True, "Takes calls")
    keys: DtmfMode = setting(
        DtmfMode.RFC2833,
        "How keys come",
        choices={
            "rfc2833": "RTP events (RFC 2833)",
            "info": "SIP INFO",
            "inband": "tones in the audio",
        },
    )
    short_limit: float = setting(
        SHORT_LIMIT,
        "Short calls allowed",
        "Of the answered ones, those of 6 seconds or less. 0: no limit.",
        low=0,
        high=1,
        zero="no limit",
        as_shape=Shape.SHARE,
    )
    zero_limit: float = setting(
        ZERO_LIMIT,
        "Unanswered calls allowed",
        "Of all calls. 0: no limit.",
        low=0,
        high=1,
        zero="no limit",
        as_shape=Shape.SHARE,
    )


FIELDS = table_of(Gateway)


@dataclass(frozen=True, slots=True)
class Figures:
    """What went through a gateway in a span: calls sent, of these answered, of these short."""

    calls: int = 0
    answered: int = 0
    short: int = 0

    @property
    def short_share(self) -> float:
        return self.short / self.answered if self.answered else 0.0

    @property
    def zero_share(self) -> float:
        """Of those sent, the ones that lasted zero seconds: nobody answered."""
        return 1 - self.answered / self.calls if self.calls else 0.0


def warnings(gateway: Gateway, figures: Figures) -> list[str]:
    """``short_calls`` and ``zero_seconds``, where the share comes near the carrier's limit."""
    near = {
        "short_calls": _near(figures.short_share, gateway.short_limit, figures.answered),
        "zero_seconds": _near(figures.zero_share, gateway.zero_limit, figures.calls),
    }
    return [name for name, is_near in near.items() if is_near]


def _near(share: float, limit: float, calls: int) -> bool:
    return limit > 0 and calls >= FEWEST_CALLS and share >= limit * WARN_AT


def configured(dial_string: str) -> Gateway:
    """The one gateway of an installation that names none."""
    return Gateway(CONFIGURED, dial_string)


def sofia_name(dial_string: str) -> str:
    """The name by which the switch knows the gateway; empty when the call goes to an address."""
    found = re.match(r"sofia/gateway/([^/]+)/", dial_string)
    return found[1] if found else ""
