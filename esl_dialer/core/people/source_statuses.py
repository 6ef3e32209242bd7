"""Source statuses: what a list says of its people (Ready, New ...), and which ones are called."""

from collections.abc import Iterator

from esl_dialer.core.says import Says
from esl_dialer.core.text.folding import plain

LONGEST = 64
"""Letters of one."""

TOO_LONG = Says("a status has at most {most} letters", most=LONGEST)


def chosen(text: str) -> tuple[str, ...]:
    """The statuses in a campaign's choice, with commas between; each once, as it was written."""
    return tuple({plain(one): one for one in _each(text)}.values())


def _each(text: str) -> Iterator[str]:
    return filter(None, (" ".join(one.split()) for one in text.split(",")))


def keys(text: str) -> tuple[str, ...]:
    """The same as they are compared: without case and accents."""
    return tuple(map(plain, chosen(text)))


def is_called(status: str, choice: str) -> bool:
    """Whether a campaign of this choice calls a person of the status; one without any is called."""
    return not status or plain(status) in keys(choice)


def status_problem(status: str) -> Says | None:
    """What is wrong with one."""
    return TOO_LONG if len(status) > LONGEST else None


def problem(text: str) -> Says | None:
    """What is wrong with a campaign's choice."""
    return TOO_LONG if any(len(one) > LONGEST for one in chosen(text)) else None
