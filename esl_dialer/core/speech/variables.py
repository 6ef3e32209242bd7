"""The variables of the templates: which there are, and what kind of thing each one names."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a value is shown and spoken."""

    NAME = "name"
    COMPANY = "company"
    PHONE = "phone"
    AMOUNT = "amount"
    IDENTIFIER = "identifier"
    ADDRESS = "address"
    CITY = "city"
    PROVINCE = "province"
    POSTAL_CODE = "postal_code"
    EMAIL = "email"
    TEXT = "text"
    """Read as a template's own words are: what it is, nobody has said."""


@dataclass(frozen=True, slots=True)
class Variable:
    """``key`` is the list layout's key, or one of the installation's (``INSTALLED``), or a custom
    field's (``custom_key``).

    ``shared``: many records of a campaign have the same value, so that a sentence which names only
    such variables is worth keeping once it is spoken.
    """

    key: str
    kind: Kind
    example: str
    shared: bool = False


_ALL = (
    Variable("full_name", Kind.NAME, "JOHN MUGLIA"),
    Variable("first_name", Kind.NAME, "JOHN"),
    Variable("last_name", Kind.NAME, "MUGLIA"),
    Variable("account_number", Kind.IDENTIFIER, "1234567"),
    Variable("client_name", Kind.COMPANY, "ABC Financial Group", shared=True),
    Variable("tfn", Kind.PHONE, "8002709938", shared=True),
    Variable("balance", Kind.AMOUNT, "628.63"),
    Variable("amount_due", Kind.AMOUNT, "534.34"),
    Variable("min_payment", Kind.AMOUNT, "125.73"),
    Variable("did", Kind.PHONE, "4169013704", shared=True),
    Variable("agency_phone", Kind.PHONE, "5100000000", shared=True),
    Variable("original_creditor", Kind.COMPANY, "ACME CORP", shared=True),
    Variable("email", Kind.EMAIL, "john@example.com"),
    Variable("address", Kind.ADDRESS, "8780 Main St"),
    Variable("city", Kind.CITY, "MARKHAM"),
    Variable("province", Kind.PROVINCE, "ON", shared=True),
    Variable("postal_code", Kind.POSTAL_CODE, "L3S4V6"),
    Variable("agency", Kind.COMPANY, "ABC Recovery Inc", shared=True),
    Variable("agency_address", Kind.TEXT, "100 King Street West, Toronto", shared=True),
)

VARIABLES: dict[str, Variable] = {variable.key: variable for variable in _ALL}
"""By key: the guide's, ``address``, and those of the installation, ``INSTALLED``."""

INSTALLED = {"agency": "agency_name", "agency_address": "agency_address"}
"""The variables that the installation says, each with its setting."""

EXAMPLE_FIELDS: dict[str, str] = {variable.key: variable.example for variable in _ALL}
"""A record's fields to show a template with when there is no record yet."""

CUSTOM = "custom."
"""Before the name of a record's own field: ``{custom.policy no}``."""


def custom_key(name: str) -> str:
    """The key of a record's own field, however its name is spaced and capitalized."""
    return f"{CUSTOM}{' '.join(name.split()).casefold()}"


def variable_named(name: str) -> Variable | None:
    """None: there is none of that name."""
    head, dot, own = name.strip().partition(".")
    if dot and head.lower() == "custom" and own.strip():
        return Variable(custom_key(own), Kind.TEXT, own.strip())
    return VARIABLES.get(name.strip())
