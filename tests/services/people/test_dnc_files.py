"""Files of do-not-call numbers: every form of a list, and nothing lost that is not read."""

import io
from pathlib import Path

import pytest
import xlsxwriter

from esl_dialer.services.errors import Forbidden, Invalid
from esl_dialer.services.people import dnc, dnc_files
from esl_dialer.services.people.dnc_files import Imported
from esl_dialer.services.people.lines_kept import LinesKept


def imported(ctx, content: bytes | str, kept: LinesKept | None = None) -> Imported:
    data = content.encode() if isinstance(content, str) else content
    return dnc_files.import_file(ctx, io.BytesIO(data), "regulator", kept or LinesKept(None))


def listed(ctx) -> set[str]:
    return {entry.number for entry in dnc.page(ctx)}


def test_numbers_that_a_spreadsheet_marked_as_text_are_read(ctx):
    done = imported(ctx, "'+14165550701\n'4165550702\n416-555-0703\n")
    assert (done.added, done.unread, done.unreadable) == (3, 0, [])
    assert listed(ctx) == {"4165550701", "4165550702", "4165550703"}


FORMS = (
    *("4165550701", "+1 (416) 555-0701", "4165550701.0", "4.165550701E9", "cell 416.555.0701"),
    *("DNC 416-555-0701", "416-555-0701 poste 12", '="4165550701"', "416,5550701"),
    *("ask for Bob 4165550701", "tel:+14165550701", "1-416-555-0701\t2026-01-15\tAnn Roy"),
)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_number_is_read(ctx, form):
    done = imported(ctx, f"{form}\r\n")
    assert (done.unread, listed(ctx)) == (0, {"4165550701"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_in_every_encoding_of_a_list(ctx, encoding):
    done = imported(ctx, "Numéro de téléphone\n4165550701\n".encode(encoding))
    assert (done.added, done.unread) == (1, 0)


def test_a_workbook_is_read(ctx, tmp_path: Path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ["Phone", 4165550701, "416-555-0702"])
    done = imported(ctx, (tmp_path / "a.xlsx").read_bytes())
    assert (done.added, done.unread) == (2, 0)


def test_of_a_table_only_its_phones_are_stopped(ctx):
    """An account of ten digits is nobody's telephone."""
    text = (
        "Account Number 1,Name,TFN,Phone 1,Phone 2\n"
        "4169990001,Ann,8002709938,416-555-0701,\n4169990002,Bob,8002709938,n/a,41655507\n"
    )
    done = imported(ctx, text)
    assert listed(ctx) == {"4165550701"}
    assert (done.unread, done.missed) == (1, [(3, "41655507")])


def test_what_was_not_read_is_kept_as_it_came_and_can_be_sent_again(ctx, tmp_path: Path):
    kept = LinesKept(tmp_path / "unread")
    done = imported(ctx, "4165550701\n416555070\nsee Bob\n4165550702, 41655\n", kept)
    assert (done.added, done.unread) == (2, 3)
    assert (tmp_path / "unread").read_text() == "416555070\nsee Bob\n4165550702, 41655\n"
    again = LinesKept(tmp_path / "unread")
    imported(ctx, "4165550701\n416555070\nnew\n", again)
    assert (tmp_path / "unread").read_text().splitlines()[-2:] == ["4165550702, 41655", "new"]


def test_lines_of_a_table_are_kept_under_its_header(ctx, tmp_path: Path):
    kept = LinesKept(tmp_path / "unread")
    imported(ctx, 'Name,Phone\n"Roy, Ann",4165550701\n"Roy, Bob",41655\nCy,4165\n', kept)
    assert (tmp_path / "unread").read_text() == 'Name,Phone\n"Roy, Bob",41655\nCy,4165\n'


def test_with_nothing_unread_no_file_is_made(ctx, tmp_path: Path):
    imported(ctx, "4165550701\n", LinesKept(tmp_path / "unread"))
    assert not (tmp_path / "unread").exists()


def test_a_file_that_cannot_be_kept_does_not_keep_numbers_from_being_stopped(ctx, tmp_path: Path):
    kept = LinesKept(tmp_path / "missing" / "unread")
    done = imported(ctx, "nonsense\n4165550701\n", kept)
    assert (done.added, done.unread, bool(kept.error), kept.used) == (1, 1, True, False)


def test_twice_is_harmless_and_twice_in_a_file_is_once(ctx):
    assert imported(ctx, "4165550701\n(416) 555-0701\n").added == 1
    assert imported(ctx, "4165550701\n").updated == 1


def test_more_than_a_chunk_is_read(ctx):
    count = dnc.CHUNK * 2 + 3
    done = imported(ctx, "".join(f"416555{n:04}\n" for n in range(count)))
    assert (done.added, dnc.count(ctx)) == (count, count)


@pytest.mark.parametrize(
    "content", [b"", b"hello\n", b"%PDF-1.7 4165550701", b"PK\x03\x04 no book"]
)
def test_what_holds_no_numbers_is_refused(ctx, content):
    with pytest.raises(Invalid):
        imported(ctx, content)


def test_a_viewer_imports_nothing(ctx, viewer):
    with pytest.raises(Forbidden):
        imported(viewer, "4165550701\n")
    assert dnc.count(ctx) == 0
