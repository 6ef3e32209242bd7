"""The guide's list layout: 23 columns and Phone 1 to Phone 20, in this order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` names the value in code and templates; ``header`` is what the file's first row says."""

    key: str
    header: str
    required: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("account_number", "Account Number 1", required=True),
    Column("first_name", "First Name", required=True),
    Column("last_name", "Last Name", required=True),
    Column("province", "Province", required=True),
    Column("collector", "Collector"),
    Column("client_name", "Client Name"),
    Column("account_status", "Status"),
    Column("balance", "Balance"),
    Column("email", "Email"),
    Column("agency_phone", "Agency Phone"),
    Column("assign_date", "Assign Date"),
    Column("full_name", "Full Name", required=True),
    Column("address", "Address"),
    Column("city", "City"),
    Column("postal_code", "Postal Code"),
    Column("tfn", "TFN", required=True),
    Column("did", "DID"),
    Column("original_creditor", "Original Creditor"),
    Column("original_product", "Original Product"),
    Column("amount_due", "amount_due"),
    Column("min_payment", "min_payment"),
    Column("sif_pct", "sif_pct"),
    Column("client_ref", "Client Ref #"),
)

PHONE_COLUMNS = 20
PHONE_HEADERS = tuple(f"Phone {position}" for position in range(1, PHONE_COLUMNS + 1))
HEADERS = tuple(column.header for column in COLUMNS) + PHONE_HEADERS
