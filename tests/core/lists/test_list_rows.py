from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.lists.cells import PLACEHOLDERS, Reading, clean, guarded
from esl_dialer.core.lists.csv_rows import RawRow
from esl_dialer.core.lists.dates import DateOrder
from esl_dialer.core.lists.headers import match_columns
from esl_dialer.core.lists.layout import HEADERS, KEYS, CellKind
from esl_dialer.core.lists.list_file import Encoding, NotAList
from esl_dialer.core.lists.list_rows import LONGEST_GATE, RowReader, RowResult
from esl_dialer.core.lists.reading_plan import Options, Plan
from esl_dialer.core.lists.row_shape import Shape
from esl_dialer.core.lists.sampling import plan_of
from esl_dialer.core.lists.typed_cells import PLAIN, READERS
from tests.services.lists.helpers import GOOD, row

CUSTOM = "Date of Birth"
PLAN = Plan(
    encoding=Encoding.UTF_8,
    delimiter=",",
    skip=1,
    has_header=True,
    headers=(*HEADERS, CUSTOM),
    matches=match_columns((*HEADERS, CUSTOM)),
    date_order=DateOrder.UNKNOWN,
    shape=Shape(len(HEADERS) + 1, least=KEYS.index("phone_1") + 1),
)
READER = RowReader(PLAN)
# Texts that hurt: formulas, markup, quotes, control and bidirectional characters, long ones.
hostile = st.text(max_size=40) | st.sampled_from(
    ["../../etc/passwd", "=cmd()", "a\x00b", "\u202eabc", "é" * 3000, "1E+12", "911", " ", "N/A"]
)


# Letters of which plain cells are made, and what must not pass for one.
cellish = st.text(st.sampled_from("aZ019é ÃÂ\x80\u0301'-.,?/=\\@#$()\xa0"), max_size=12)


def read(cells: list[str]) -> RowResult:
    return READER.read(RawRow(2, cells))


def reasons(**changes: str) -> dict[str, str]:
    return {problem.column: str(problem.reason) for problem in read(row(**changes)).problems}


def test_a_plan_survives_its_json() -> None:
    assert Plan.from_json(PLAN.to_json()) == PLAN


def test_a_good_row() -> None:
    good = read([*row(), "1970-01-02"]).row
    assert good
    assert (good.account, good.full_name, good.province) == ("1000000", "JOHN MUGLIA", "ON")
    assert good.gate == "America/Toronto@CA-ON"
    assert good.fields["first_name"] == "John"
    assert good.fields["tfn"] == "8002709938"
    assert good.custom == {CUSTOM: "1970-01-02"}
    assert [phone.number for phone in good.phones] == ["+14165550111"]


def test_columns_of_one_name_are_kept_apart() -> None:
    headers = (*HEADERS, "Policy No", "policy no", "Policy No")
    plan = replace(PLAN, headers=headers, matches=match_columns(headers), shape=Shape(46, 1))
    good = RowReader(plan).read(RawRow(2, [*row(), "A", "B", "C"])).row
    assert good
    assert good.custom == {"Policy No": "A", "policy no (2)": "B", "Policy No (3)": "C"}


@given(cellish | hostile | st.sampled_from(sorted(PLACEHOLDERS)))
def test_a_plain_cell_is_its_own_reading(text: str) -> None:
    for kind in CellKind:
        if PLAIN[kind].fullmatch(text):
            assert READERS[kind](text, DateOrder.UNKNOWN) == Reading(text), kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (CellKind.ACCOUNT, "0012345678"),
        (CellKind.NAME, "Jean-François O'Neil"),
        (CellKind.NAME, "n" * 255),
        (CellKind.TEXT, "ann.o'neil+1@example.com"),
        (CellKind.AMOUNT, "1234.50"),
    ],
)
def test_cells_that_most_lists_have_are_plain(kind: CellKind, text: str) -> None:
    assert PLAIN[kind].fullmatch(text)
    assert not PLAIN[kind].fullmatch(f"{text} ")


@given(st.lists(hostile, max_size=46))
def test_no_row_breaks_the_reader(cells: list[str]) -> None:
    result = read(cells)
    assert result.row or any(not problem.warning for problem in result.problems)


@given(st.dictionaries(st.sampled_from(KEYS), hostile))
def test_what_is_stored_is_within_bounds_and_printable(changes: dict[str, str]) -> None:
    result = read(row(**changes))
    assert bool(result.row) == all(problem.warning for problem in result.problems)
    for problem in result.problems:
        assert "\x00" not in problem.value
        assert len(problem.value) <= 200
    if result.row:
        assert 0 < len(result.row.account) <= 64
        assert 0 < len(result.row.gate) <= LONGEST_GATE
        assert 1 <= len(result.row.phones) <= 20
        texts = [result.row.full_name, *result.row.fields.values()]
        assert all(len(text) <= 255 and "\x00" not in text and "\n" not in text for text in texts)


@given(st.text(max_size=60))
def test_a_guarded_cell_means_the_same_when_it_comes_back(text: str) -> None:
    assert clean(guarded(text)) == clean(text)
    assert guarded(text).lstrip()[:1] not in ("=", "+", "-", "@")


@given(st.text(max_size=60))
def test_cleaning_leaves_one_line_of_what_shows(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == " ".join(cleaned.split())
    assert not any(letter in cleaned for letter in "\x00\x07\x7f\x9f\u202e\ufeff")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  JOHN \xa0  MUGLIA ", "JOHN MUGLIA"),
        ("two\nlines", "two lines"),
        ('="0012345"', "0012345"),
        ("'+14165550111", "+14165550111"),
        ("RenÃ©e", "Renée"),
        ("Dâ€™Souza", "D’Souza"),
        ("JOÃO", "JOÃO"),
        ("e\u0301", "é"),
        ("O'Neil", "O'Neil"),
        ("'", "'"),
    ],
)
def test_cleaning(raw: str, text: str) -> None:
    assert clean(raw) == text


@pytest.mark.parametrize("key", ["account_number", "first_name", "last_name"])
def test_required_cells(key: str) -> None:
    header = HEADERS[KEYS.index(key)]
    assert reasons(**{key: "  "}) == {header: "required"}


@pytest.mark.parametrize(
    "account", ["../../etc/passwd", "a..b", ".hidden", "-rf", "x" * 65, "1.23457E+12", "é1", "a/b"]
)
def test_accounts_that_are_refused(account: str) -> None:
    result = read(row(account_number=account))
    assert result.row is None
    assert [p.column for p in result.problems] == ["Account Number 1"]


@pytest.mark.parametrize("account", ["1000023", "AB-12_3.4", "4500 1234 5678 9012", "#12*3"])
def test_accounts_that_are_kept_as_given(account: str) -> None:
    result = read(row(account_number=f"  {account} "))
    assert result.row
    assert result.row.account == account


@pytest.mark.parametrize(
    ("column", "key", "value"),
    [
        ("Balance", "balance", "1.234"),
        ("amount_due", "amount_due", "US$5"),
        ("Assign Date", "assign_date", "03/04/2026"),
        ("sif_pct", "sif_pct", "200"),
        ("DID", "did", "911"),
    ],
)
def test_an_unreadable_value_is_left_empty_and_said(column: str, key: str, value: str) -> None:
    result = read(row(**{key: value}))
    assert result.row
    assert result.row.fields[key] == ""
    assert [(p.column, p.value, p.warning) for p in result.problems] == [(column, value, True)]


def test_a_toll_free_number_that_can_not_be_called_back_is_an_error() -> None:
    assert reasons(tfn="911") == {"TFN": "emergency number"}
    assert read(row(tfn="911")).row is None


def test_a_lost_letter_is_said_and_the_row_kept() -> None:
    result = read(row(full_name="NGUY?N"))
    assert result.row
    assert [p.column for p in result.problems] == ["Full Name"]


def test_people_called_na_and_null_exist() -> None:
    result = read(row(first_name="Na", last_name="Null"))
    assert result.row
    assert (result.row.fields["first_name"], result.row.fields["last_name"]) == ("Na", "Null")


def test_a_bad_phone_is_said_and_the_next_one_used() -> None:
    result = read(row(phone_1="911", phone_2="416-555-0111 x5", phone_3="4165550111"))
    assert result.row
    assert [(p.number, p.extension) for p in result.row.phones] == [("+14165550111", "5")]
    assert [(p.column, p.warning) for p in result.problems] == [("Phone 1", True)]


def test_at_most_twenty_phones_are_kept_in_order() -> None:
    pairs = {f"phone_{n}": f"41655501{n:02};41655502{n:02}" for n in range(1, 21)}
    result = read(row(**pairs))
    assert result.row
    numbers = [p.number for p in result.row.phones]
    assert numbers[:3] == ["+14165550101", "+14165550201", "+14165550102"]
    assert len(numbers) == 20


def test_cells_beyond_the_header_mean_that_all_is_displaced() -> None:
    result = read([*row(), "", "oops"])
    assert result.row is None
    assert "delimiter" in str(result.problems[0].reason)


def test_short_rows_are_read_as_far_as_they_go() -> None:
    cells = row()
    assert read(cells[: KEYS.index("phone_1") + 1]).row
    assert read(cells[:3]).row is None


def test_phones_in_too_many_zones_are_refused() -> None:
    areas = ("604", "403", "306", "204", "416", "506", "902", "709", "867", "212", "312", "303")
    phones = {f"phone_{n}": f"{area}5550111" for n, area in enumerate(areas, 1)}
    assert "too many time zones" in reasons(**phones)["Phone 1"]


def test_a_row_of_many_problems_keeps_its_errors() -> None:
    bad = {f"phone_{n}": ";".join(["911"] * 40) for n in range(1, 21)}
    problems = read(row(**bad, province="ZZ")).problems
    assert len(problems) == 50
    assert [p.column for p in problems[:2]] == ["Province", "Phone 1"]


def test_a_huge_cell_is_too_long_in_any_column() -> None:
    for key in KEYS:
        result = read(row(**{key: "1;" * 100_000}))
        assert result.problems, key
        assert len(result.problems) <= 50


def test_reading_again_from_memory_says_the_same() -> None:
    first, again = read(row(balance="1.234")), read(row(balance="1.234"))
    assert first == again


def test_the_reader_covers_the_whole_layout() -> None:
    good = read(row(**GOOD)).row
    assert good
    assert {"account_number", "full_name", "province", *good.fields} == set(KEYS[:23])


def test_a_number_of_another_country_is_taken_with_a_warning() -> None:
    result = read(row(province="ON", postal_code="M5V 1A1", phone_1="+44 20 7946 0958"))
    assert result.row
    assert result.row.gate == "America/Toronto|Europe/London@CA-ON;Europe/London@GB"
    (problem,) = (p for p in result.problems if p.column == "Phone 1")
    assert problem.warning
    assert str(problem.reason) == "a number of GB: called only while the hours there are open too"


def test_a_number_that_may_be_in_too_many_zones_is_left_out_and_the_others_count() -> None:
    result = read(row(province="ON", phone_1="+61 412 345 678", phone_2="4165550111"))
    assert result.row
    assert [phone.number for phone in result.row.phones] == ["+14165550111"]
    assert [(p.warning, str(p.reason)) for p in result.problems if p.column == "Phone 1"] == [
        (True, "a number of AU that may be in too many time zones: left out")
    ]
    alone = read(row(province="ON", phone_1="+61 412 345 678", phone_2=""))
    assert alone.row is None


def test_a_state_is_a_place_as_a_province_is() -> None:
    good = read(row(province="Texas", postal_code="79901", phone_1="9155550111")).row
    assert good
    assert (good.province, good.gate) == ("TX", "America/Chicago|America/Denver@US-TX")


def test_a_state_beside_a_canadian_postal_code_is_refused() -> None:
    """``CA`` in a column that has slipped is a country's, not California's."""
    result = read(row(province="CA", postal_code="M5V 1A1", phone_1="4165550111"))
    assert result.row is None
    assert ("Province", "CA", "a state of the United States beside a Canadian postal code") in [
        (p.column, p.value, str(p.reason)) for p in result.problems
    ]


def with_zone(zone: str) -> RowResult:
    """A row of Toronto whose list has a column for the time zone."""
    headers = (*HEADERS, "Local time zone")
    matches = match_columns(headers, {len(HEADERS): "zone"})
    plan = replace(PLAN, headers=headers, matches=matches)
    cells = row(province="ON", postal_code="M5V 1A1", phone_1="4165550111")
    return RowReader(plan).read(RawRow(2, [*cells, zone]))


def test_a_zone_that_a_list_says_takes_the_place_of_no_other() -> None:
    result = with_zone("America/Vancouver")
    assert result.row
    assert result.row.gate == "America/Toronto|America/Vancouver@CA-ON"
    assert result.row.zone == "America/Vancouver"
    (problem,) = (p for p in result.problems if p.column == "Local time zone")
    assert problem.warning
    assert str(problem.reason) == (
        "neither address nor phones are there: called only while both are open"
    )


def test_a_zone_that_a_list_says_of_where_the_address_is_says_nothing_new() -> None:
    result = with_zone("America/Toronto")
    assert result.row
    assert result.row.gate == "America/Toronto@CA-ON"
    assert not [p for p in result.problems if p.column == "Local time zone"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_header_that_a_second_writer_quoted_as_one_cell_is_no_list(delimiter: str) -> None:
    """Its columns were taken in the guide's order, where the fourth is a province by chance."""
    names = (
        "Account Number 1",
        "First Name",
        "Last Name",
        "Province",
        "Full Name",
        "TFN",
        "Phone 1",
    )
    row = ("A1", "Ann", "Roy", "ON", "Ann Roy", "8002709938", "4165550111")
    text = f'"{delimiter.join(names)}"\n' + f"{delimiter.join(row)}\n" * 3
    with pytest.raises(NotAList, match="a quote is broken in the header, line 1"):
        plan_of(text.encode(), Options())
