"""What a column of a list may be, in the words of the page on which people say it."""

from esl_dialer.core.lists.headers import KEPT_BESIDE, PHONE_TYPES
from esl_dialer.core.lists.layout import PHONE_KEYS
from esl_dialer.core.says import Says
from webui.text.language import translate

FIELDS = {
    "account_number": Says("Account number"),
    "first_name": Says("First name"),
    "last_name": Says("Last name"),
    "full_name": Says("Full name"),
    "province": Says("Province"),
    "postal_code": Says("Postal code"),
    "address": Says("Address"),
    "city": Says("City"),
    "email": Says("E-mail"),
    "collector": Says("Collector"),
    "client_name": Says("Client name"),
    "client_ref": Says("Client reference"),
    "account_status": Says("Account status"),
    "balance": Says("Balance"),
    "amount_due": Says("Amount due"),
    "min_payment": Says("Minimum payment"),
    "sif_pct": Says("Settlement, percent"),
    "assign_date": Says("Assign date"),
    "original_creditor": Says("Original creditor"),
    "original_product": Says("Original product"),
    "agency_phone": Says("Agency phone"),
    "tfn": Says("TFN, said to be called back"),
    "did": Says("DID, where key 1 leads"),
    "owner_agent": Says("Agent, by e-mail"),
    "scheduled_for": Says("Scheduled for, date and time"),
    "zone": Says("Local time zone"),
    "source_status": Says("Source status"),
}
"""By key of ``core.lists.layout``."""

TYPES = {
    "phone_primary": Says("Phone, primary"),
    "phone_home": Says("Phone, home"),
    "phone_mobile": Says("Phone, mobile"),
    "phone_work": Says("Phone, work"),
    "phone_other": Says("Phone, other"),
}
PLACE = Says("Phone {number}")
BESIDE = Says("Kept beside, under its own name")
OUT = Says("Left out")

Group = tuple[str, list[tuple[str, str]]]


def choices() -> list[Group]:
    """Groups of choices, each with its title: what is sent, and what is read."""
    fields = [(key, translate(title)) for key, title in FIELDS.items()]
    types = [(choice, translate(TYPES[choice])) for choice in PHONE_TYPES]
    places = [(key, translate(PLACE, number=at)) for at, key in enumerate(PHONE_KEYS, 1)]
    others = [(KEPT_BESIDE, translate(BESIDE)), ("", translate(OUT))]
    return [
        (translate("Others"), others),
        (translate("Phones by type"), types),
        (translate("Fields"), fields),
        (translate("Phones in order"), places),
    ]


def names() -> dict[str, str]:
    """By choice, what people read."""
    return {choice: text for _, group in choices() for choice, text in group}
