"""What a service can answer instead of doing its work; split by what the caller should do."""


class ServiceError(Exception):
    """The text is one line, for people, and says what to do."""


class NotFound(ServiceError):
    """There is no such thing. ``listed_by``: the command that shows what there is, if any."""

    def __init__(self, text: str, listed_by: str = "") -> None:
        self.listed_by = listed_by
        super().__init__(text)


class Forbidden(ServiceError):
    """The actor may not do this."""


class Refused(ServiceError):
    """Not now, for these reasons, all of them at once."""

    def __init__(self, what: str, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(f"{what}: {'; '.join(reasons)}")


class Invalid(ServiceError):
    """Something given is not usable; by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        told = (
            text if text.startswith(field) else f"{field}: {text}"
            for field, text in problems.items()
        )
        super().__init__("; ".join(told))
