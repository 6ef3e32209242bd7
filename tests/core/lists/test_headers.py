import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.lists.headers import (
    CHOICES,
    How,
    choice_of,
    chosen_twice,
    doubts,
    match_columns,
    match_places,
    missing,
    phone_kind,
    recognised,
)
from esl_dialer.core.lists.layout import COLUMNS, HEADERS, KEYS, REASON_HEADER, Needs

ENGLISH = {
    "Acct #": "account_number",
    "First": "first_name",
    "Surname": "last_name",
    "Prov.": "province",
    "Debtor Name": "full_name",
    "Toll-Free": "tfn",
    "Zip Code": "postal_code",
    "E-mail": "email",
    "Minimum Payment": "min_payment",
    "Cell Phone": "phone_1",
    "Home": "phone_2",
}
FRENCH = {
    "Numéro de compte": "account_number",
    "Prénom": "first_name",
    "Nom de famille": "last_name",
    "PROVINCE": "province",
    "Nom complet": "full_name",
    "Numéro sans frais": "tfn",
    "Code postal": "postal_code",
    "Courriel": "email",
    "Montant dû": "amount_due",
    "Solde": "balance",
    "Créancier d'origine": "original_creditor",
    "Téléphone 1": "phone_1",
    "Tél. 2": "phone_2",
    "Cellulaire": "phone_3",
    "Tél. travail": "phone_4",
}


def test_the_guides_own_headers_are_exact() -> None:
    matches = match_columns(HEADERS)
    assert tuple(match.key for match in matches) == KEYS
    assert {(match.how, match.sure) for match in matches} == {(How.EXACT, 100)}


@given(st.permutations(HEADERS))
def test_the_order_does_not_matter(headers: list[str]) -> None:
    by_header = dict(zip(HEADERS, KEYS, strict=True))
    assert [m.key for m in match_columns(headers)] == [by_header[header] for header in headers]


@pytest.mark.parametrize("names", [ENGLISH, FRENCH])
def test_other_names_are_recognised(names: dict[str, str]) -> None:
    assert {m.header: m.key for m in match_columns(list(names))} == names


@given(st.lists(st.text(max_size=12) | st.sampled_from([*HEADERS, *ENGLISH, *FRENCH]), max_size=50))
def test_no_key_is_given_twice(headers: list[str]) -> None:
    matches = match_columns(headers)
    keys = [match.key for match in matches if match.key]
    assert len(keys) == len(set(keys))
    assert [match.index for match in matches] == list(range(len(headers)))
    assert 0 <= recognised(headers) <= len(headers)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Acount Number", "account_number"),
        ("Frist Name", "first_name"),
        ("Postal Cod", "postal_code"),
        ("Provnice", "province"),
        ("Orignal Creditor", "original_creditor"),
    ],
)
def test_a_slip_of_the_keyboard_is_similar_and_not_sure(header: str, key: str) -> None:
    match = match_columns([header])[0]
    assert (match.key, match.how) == (key, How.SIMILAR)
    assert match.sure < 80


@pytest.mark.parametrize("header", ["Date of Birth", "SIN", "Notes", "Employer Name", "Gender"])
def test_what_is_none_of_the_guides_is_kept_as_custom(header: str) -> None:
    match = match_columns([header])[0]
    assert (match.key, match.how) == ("", How.CUSTOM)


def test_a_persons_word_wins() -> None:
    matches = match_columns(["Balance", "Solde"], {1: "balance", 0: ""})
    assert [m.key for m in matches] == ["", "balance"]


RECORDS = ("customer_reference_id", "agent", "primary", "home", "mobile", "work",
           "local_time_zone", "scheduled_for")  # fmt: skip


def test_the_layout_of_records_is_known_as_it_comes() -> None:
    matches = match_columns(RECORDS)
    assert [choice_of(match) for match in matches] == [
        "account_number", "owner_agent", "phone_primary", "phone_home", "phone_mobile",
        "phone_work", "zone", "scheduled_for",
    ]  # fmt: skip
    assert missing(matches, Needs.PHONE) == ()
    assert recognised(RECORDS) == len(RECORDS)


def test_a_list_of_the_guides_with_an_agent_and_a_time_is_the_guides() -> None:
    header = ["Agent" if name == "Collector" else name for name in HEADERS]
    matches = match_columns([*header, "Scheduled for"])
    assert matches[4].key == "collector"
    assert matches[-1].how is How.CUSTOM


def test_every_choice_means_what_a_column_is_then() -> None:
    for choice in CHOICES:
        [match] = match_columns(["Whatever"], {0: choice})
        assert choice_of(match) == choice


def test_phones_by_type_take_the_places_that_are_free() -> None:
    chosen = {0: "phone_work", 1: "phone_1", 2: "phone_home", 3: "phone_home"}
    matches = match_columns(["A", "B", "C", "D"], chosen)
    assert [m.key for m in matches] == ["phone_2", "phone_1", "phone_3", "phone_4"]
    assert [m.phone_kind for m in matches] == ["work", "", "home", "home"]


def test_two_columns_for_one_field_and_too_many_phones_are_told() -> None:
    told = chosen_twice(["Key", "No"], {0: "account_number", 1: "account_number"})
    assert str(told) == "columns 'Key' and 'No' are both mapped to Account Number 1"
    headers = [str(n) for n in range(21)]
    assert "21 columns are phones" in str(
        chosen_twice(headers, dict.fromkeys(range(21), "phone_home"))
    )
    assert (
        chosen_twice(headers, {0: "phone_home", 1: "phone_home", 2: "custom", 3: "custom"}) is None
    )


def test_an_account_and_a_phone_may_be_enough() -> None:
    assert missing(match_columns(["Acct", "Cell"]), Needs.PHONE) == ()
    assert missing(match_columns(["Acct", "City"]), Needs.PHONE) == ("Phone 1",)


def test_the_reasons_of_returned_rejects_are_ignored() -> None:
    assert match_columns([REASON_HEADER])[0].how is How.IGNORED


def test_phones_say_what_they_are() -> None:
    headers = ["Phone 1", "Mobile Phone", "Tél. domicile", "Work", "Téléphone cellulaire"]
    assert [phone_kind(h) for h in headers] == ["", "mobile", "home", "work", "mobile"]


def test_more_than_twenty_phones_are_not_taken() -> None:
    matches = match_columns([f"Phone {n}" for n in range(1, 23)])
    assert [m.key for m in matches[19:]] == ["phone_20", "", ""]


def test_missing_columns_are_named_as_the_guide_names_them() -> None:
    required = [column.header for column in COLUMNS if column.required]
    assert missing(match_columns(["Notes"])) == (*required, "Phone 1")
    assert missing(match_places(len(KEYS))) == ()


def test_what_somebody_should_look_at():
    doubtful = doubts(match_columns(["Acount Number", "Full Name", "Name", "Nom complet", "Shoe"]))
    found = {header: str(why) for header, why in doubtful}
    assert found["Acount Number"] == "taken for Account Number 1, which it is like"
    assert found["Name"] == found["Nom complet"]
    assert found["Name"].startswith("another column is Full Name already")
    assert set(found) == {"Acount Number", "Name", "Nom complet"}
    assert doubts(match_columns(HEADERS)) == ()
    assert "no header" in str(dict(doubts(match_places(43)))[""])
