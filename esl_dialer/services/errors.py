"""What a service can answer instead of doing its work; split by what the caller should do."""

from collections.abc import Iterable, Mapping

from esl_dialer.core.says import Says, SaysError, about, several


class ServiceError(SaysError):
    """The text is one line, for people, and says what to do."""


class NotFound(ServiceError):
    """There is no such thing. ``listed_by``: the command that shows what there is, if any."""

    def __init__(self, says: Says, listed_by: str = "") -> None:
        self.listed_by = listed_by
        super().__init__(says)


class Forbidden(ServiceError):
    """The actor may not do this."""


class Refused(ServiceError):
    """Not now, for these reasons, all of them at once."""

    def __init__(self, what: Says, reasons: Iterable[Says]) -> None:
        self.reasons = list(reasons)
        super().__init__(about(what, several(self.reasons)))


class Invalid(ServiceError):
    """Something given is not usable; by field."""

    def __init__(self, problems: Mapping[str, Says]) -> None:
        self.problems = dict(problems)
        super().__init__(several(_of_field(field, one) for field, one in problems.items()))


def _of_field(field: str, problem: Says) -> Says:
    """A setting's problem names its key itself."""
    return problem if str(problem).startswith(field) else about(field, problem)
