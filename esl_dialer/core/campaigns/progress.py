"""How far a campaign's run has come: who is finished, called again, in a call, never tried."""

from collections.abc import Mapping
from dataclasses import dataclass

from esl_dialer.core.campaigns.parts import Part

NOW = (Part.IN_PROGRESS, Part.RETRYING)
NEVER = (Part.SCHEDULED, Part.NO_ATTEMPT)


@dataclass(frozen=True, slots=True)
class Progress:
    """Records of the run by how far it is with them, in the order in which a bar shows them.

    Whom the campaign's filter leaves out is in none. ``first_pass``: the share, between 0 and 1, of
    those that were called once or will not be; None where there is nobody.
    """

    finished: int
    again: int
    in_progress: int
    never: int
    first_pass: float | None

    @property
    def total(self) -> int:
        return self.finished + self.again + self.in_progress + self.never

    @property
    def bar(self) -> dict[str, int]:
        """Its four stretches, by name."""
        return {
            "finished": self.finished,
            "again": self.again,
            "in_progress": self.in_progress,
            "never": self.never,
        }


def progress(parts: Mapping[Part, int]) -> Progress:
    """Of a campaign's parts, all named: a first call that goes on is not made yet."""
    total = sum(count for part, count in parts.items() if part is not Part.LEFT_OUT)
    now, never = (sum(parts[part] for part in some) for some in (NOW, NEVER))
    passed = total - never - parts[Part.IN_PROGRESS]
    return Progress(
        finished=total - now - never - parts[Part.RETRY],
        again=parts[Part.RETRY],
        in_progress=now,
        never=never,
        first_pass=passed / total if total else None,
    )
