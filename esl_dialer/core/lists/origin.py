"""How an uploaded file came."""

from enum import StrEnum


class Origin(StrEnum):
    UNKNOWN = ""
    """An earlier release took it, and did not note it."""
    FILE = "file"
    """Chosen or dropped on the page."""
    ADDRESS = "address"
    PASTED = "pasted"
    COMMAND = "command"
    API = "api"
