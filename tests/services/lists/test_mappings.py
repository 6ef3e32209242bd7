"""Mappings that are kept, and found by the next file of the same header row."""

import io
from pathlib import Path

import pytest

from esl_dialer.core.lists.reading_plan import BadOptions, Options
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists import list_reading, mappings, uploads
from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.store import models
from tests.services.lists.helpers import rows, write_list
from tests.store.rows import a_campaign, phones_of

STRANGE = "Report of May,,\nKonto,Wer,Privat\nK-1,Ann,416 555 0101\nK-2,Bo,416 555 0102\n"
JUNE = "KONTO;wer;Privat\nK-3;Cy;416 555 0103\n"
CHOSEN = Options(start_row=3, columns={"1": "account_number", "2": "full_name", "3": "phone_home"})


def sent(ctx, text: str, name: str = "list.csv"):
    return uploads.keep(ctx, io.BytesIO(text.encode()), name)


@pytest.fixture
def kept(ctx) -> mappings.KeptMapping:
    begun = uploads.begin(
        ctx, a_campaign(), sent(ctx, STRANGE), "May", options=CHOSEN, keep_mapping=" Bank  A "
    )
    assert not begun.repeated
    [one] = mappings.every(ctx)
    return one


def test_a_mapping_is_kept_with_who_made_it(ctx, kept) -> None:
    assert (kept.name, kept.needs, kept.created_by) == ("Bank A", "phone", ctx.actor.name)
    assert kept.columns == (
        ("Konto", "account_number"), ("Wer", "full_name"), ("Privat", "phone_home"),
    )  # fmt: skip
    [note] = models.Audit.select().where(models.Audit.action == "mapping.keep")
    assert note.subject == "mapping Bank A"


def test_the_next_file_of_that_header_finds_it_by_itself(ctx, kept) -> None:
    upload = sent(ctx, JUNE)
    looked = uploads.preview(ctx, upload)
    assert (looked.mapping, looked.missing, looked.rows_good) == ("Bank A", (), 1)
    assert (looked.header_row, looked.start_row) == (1, 2)
    uploads.begin(ctx, models.Campaign.get().id, upload, "June")
    while list_reading.work_once(ctx, "a reader"):
        pass
    found = {r.account: (r.person.full_name, phones_of(r)[0].kind) for r in models.Record.select()}
    assert found == {"K-1": ("Ann", "home"), "K-2": ("Bo", "home"), "K-3": ("Cy", "home")}


def test_its_header_is_found_below_titles_that_are_as_wide(ctx, kept) -> None:
    titles = "Bank A,Accounts,of June\nNext,line,too\n"
    looked = uploads.preview(ctx, sent(ctx, titles + JUNE.replace(";", ",")))
    assert (looked.mapping, looked.header_row, looked.rows_good) == ("Bank A", 3, 1)


def test_columns_that_are_said_win(ctx, kept) -> None:
    said = Options(columns={"KONTO": "account_number", "Privat": "phone_work"}, start_row=2)
    looked = uploads.preview(ctx, sent(ctx, JUNE), said)
    assert (looked.mapping, looked.choices) == ("", ("account_number", "custom", "phone_work"))


def test_what_the_mapping_says_said_by_hand_is_the_mapping(ctx, kept) -> None:
    said = Options(columns=CHOSEN.columns, start_row=2)
    assert uploads.preview(ctx, sent(ctx, JUNE), said).mapping == "Bank A"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Konto,Wer,Mobil\nK-3,Cy,416 555 0103\n",
         "the file is not of the mapping 'Bank A'; it has no column 'Privat'; "
         "it has 'Mobil' beside them"),
        ("Wer,Konto,Privat\nCy,K-3,416 555 0103\n",
         "the file is not of the mapping 'Bank A'; its columns are in another order"),
        ("Account,Cell\nK-3,416 555 0103\n", "the file is not of the mapping 'Bank A'"),
    ],
)  # fmt: skip
def test_a_file_of_another_shape_is_told_by_its_columns(ctx, kept, tmp_path, text, told) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadOptions) as refused:
        preview_file(path, Options(mapping="Bank A"), planned=mappings.plan_by)
    assert str(refused.value).startswith(told)
    with pytest.raises(BadOptions, match="there is no mapping 'Bank B'"):
        preview_file(path, Options(mapping="Bank B"), planned=mappings.plan_by)


def test_a_list_of_the_guides_is_read_as_ever_and_its_mapping_named(ctx, kept, tmp_path) -> None:
    path = write_list(tmp_path / "guide.csv", rows(2))
    assert preview_file(path, planned=mappings.plan_by).mapping == ""
    with path.open("rb") as file:
        upload = uploads.keep(ctx, file, "guide.csv")
    uploads.begin(ctx, models.Campaign.get().id, upload, "G", keep_mapping="The guide's")
    looked = preview_file(path, Options(mapping="The guide's"), planned=mappings.plan_by)
    assert (looked.mapping, looked.needs, looked.rows_good) == ("The guide's", "guide", 2)


def test_a_header_row_has_one_mapping_and_a_name_one_header_row(ctx, kept) -> None:
    campaign = models.Campaign.get().id
    other = Options(columns={"1": "account_number", "3": "phone_work"}, start_row=2)
    uploads.begin(ctx, campaign, sent(ctx, JUNE), "June", options=other, keep_mapping="Bank B")
    assert [(one.name, one.columns[2][1]) for one in mappings.every(ctx)] == [
        ("Bank B", "phone_work")
    ]
    wider = JUNE.replace("Privat", "Privat;Amt")
    with pytest.raises(Invalid, match="'Bank B' is of other columns"):
        uploads.begin(ctx, campaign, sent(ctx, wider), "W", options=other, keep_mapping="Bank B")
    assert models.ListImport.select().count() == 2


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [(JUNE, "x" * 65, "1 to 64 characters"), ("K-1,416 555 0101\n", "Bare", "this list has none")],
)
def test_what_can_not_be_kept_is_told_and_nothing_begins(ctx, text, name, told) -> None:
    phone = "2" if text.startswith("K-1") else "3"
    said = Options(columns={"1": "account_number", phone: "phone_home"}, start_row=int(phone) - 1)
    with pytest.raises(Invalid, match=told):
        uploads.begin(ctx, a_campaign(), sent(ctx, text), "x", options=said, keep_mapping=name)
    assert not models.ListImport.select().count()


def test_a_mapping_is_forgotten(ctx, kept) -> None:
    mappings.forget(ctx, kept.id)
    assert mappings.every(ctx) == []
    with pytest.raises(Invalid):
        uploads.preview(ctx, sent(ctx, JUNE))
    with pytest.raises(NotFound):
        mappings.forget(ctx, kept.id)


def test_a_file_of_another_encoding_finds_it_too(ctx, kept, tmp_path: Path) -> None:
    path = tmp_path / "june.csv"
    path.write_text(JUNE, encoding="utf-16")
    assert preview_file(path, planned=mappings.plan_by).mapping == "Bank A"
