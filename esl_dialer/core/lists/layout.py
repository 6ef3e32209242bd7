"""The guide's list layout: 23 columns and Phone 1 to Phone 20, in this order."""

from dataclasses import dataclass
from enum import StrEnum


class CellKind(StrEnum):
    """How a column's cells are read."""

    ACCOUNT = "account"
    NAME = "name"
    """Text that is spoken."""
    TEXT = "text"
    PROVINCE = "province"
    AMOUNT = "amount"
    PERCENT = "percent"
    DATE = "date"
    LINE = "line"
    """A telephone number that is spoken or transferred to, and not a number to reach the person."""
    AGENT = "agent"
    """The e-mail address of a user."""
    MOMENT = "moment"
    """A date and a time of day."""
    ZONE = "zone"
    """A time zone by its IANA name."""
    CONSENT = "consent"
    """In which form the person consented to calls (``core.people.consents``)."""
    STOP = "stop"
    """Why the person is not called (``core.people.phone_words``)."""


class Needs(StrEnum):
    """Which columns a list must have."""

    GUIDE = "guide"
    """Those that the guide requires, and a phone."""
    PHONE = "phone"
    """An account and a phone."""


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` names the value in code and templates; ``header`` is what a file's first row says."""

    key: str
    header: str
    required: bool = False
    kind: CellKind = CellKind.TEXT


COLUMNS: tuple[Column, ...] = (
    Column("account_number", "Account Number 1", required=True, kind=CellKind.ACCOUNT),
    Column("first_name", "First Name", required=True, kind=CellKind.NAME),
    Column("last_name", "Last Name", required=True, kind=CellKind.NAME),
    Column("province", "Province", required=True, kind=CellKind.PROVINCE),
    Column("collector", "Collector"),
    Column("client_name", "Client Name", kind=CellKind.NAME),
    Column("account_status", "Status"),
    Column("balance", "Balance", kind=CellKind.AMOUNT),
    Column("email", "Email"),
    Column("agency_phone", "Agency Phone"),
    Column("assign_date", "Assign Date", kind=CellKind.DATE),
    Column("full_name", "Full Name", required=True, kind=CellKind.NAME),
    Column("address", "Address", kind=CellKind.NAME),
    Column("city", "City", kind=CellKind.NAME),
    Column("postal_code", "Postal Code"),
    Column("tfn", "TFN", required=True, kind=CellKind.LINE),
    Column("did", "DID", kind=CellKind.LINE),
    Column("original_creditor", "Original Creditor", kind=CellKind.NAME),
    Column("original_product", "Original Product", kind=CellKind.NAME),
    Column("amount_due", "amount_due", kind=CellKind.AMOUNT),
    Column("min_payment", "min_payment", kind=CellKind.AMOUNT),
    Column("sif_pct", "sif_pct", kind=CellKind.PERCENT),
    Column("client_ref", "Client Ref #"),
)
OWN_COLUMNS = (
    Column("owner_agent", "Agent", kind=CellKind.AGENT),
    Column("scheduled_for", "Scheduled for", kind=CellKind.MOMENT),
    Column("zone", "Local time zone", kind=CellKind.ZONE),
    Column("source_status", "Source status"),
    Column("stop", "Stop", kind=CellKind.STOP),
    Column("stop_until", "Stop until", kind=CellKind.DATE),
    Column("consent", "Consent", kind=CellKind.CONSENT),
)
"""What a record has beside the guide's columns: whose it is, when to call, where its clock is, why
nobody calls the person, to what they consented, and what the list says of them."""
BY_KEY = {column.key: column for column in (*COLUMNS, *OWN_COLUMNS)}

PHONE_COLUMNS = 20
PHONE_HEADERS = tuple(f"Phone {position}" for position in range(1, PHONE_COLUMNS + 1))
PHONE_KEYS = tuple(f"phone_{position}" for position in range(1, PHONE_COLUMNS + 1))
HEADERS = tuple(column.header for column in COLUMNS) + PHONE_HEADERS
KEYS = tuple(column.key for column in COLUMNS) + PHONE_KEYS
"""``HEADERS`` and ``KEYS`` in the guide's order, place by place."""

REASON_HEADER = "Reject reason"
"""The column that a file of rejected rows has more; ignored when the file comes back."""


def is_required(column: Column, needs: Needs) -> bool:
    """Whether a list must have the column, and each of its rows a value there."""
    return column.required and (needs is Needs.GUIDE or column.kind is CellKind.ACCOUNT)


def header_of(key: str) -> str:
    """How the guide titles a column, for messages about a cell."""
    return _TITLES.get(key, key)


_TITLES = dict(zip(KEYS, HEADERS, strict=True)) | {c.key: c.header for c in OWN_COLUMNS}
