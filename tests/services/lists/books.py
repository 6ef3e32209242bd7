"""Workbooks made for tests, with what spreadsheet programs and people do to them."""

from collections.abc import Collection
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import xlsxwriter

from esl_dialer.core.lists.sheets import Merge

Rows = list[list[object]]
HEADER: list[object] = [
    *("Account Number 1", "First Name", "Last Name", "Full Name", "Province", "TFN", "Phone 1")
]  # fmt: skip
_ODF = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def person(number: int, **changes: object) -> list[object]:
    """A good row under ``HEADER``."""
    name = f"Test{number}"
    cells = (f"X{number}", "Ann", name, f"Ann {name}", "ON", "8002709938", f"416555{number:04}")
    return list((dict(zip(map(str, HEADER), cells, strict=True)) | changes).values())


def people(count: int) -> Rows:
    return [HEADER, *map(person, range(1, count + 1))]


def write_xlsx(
    path: Path,
    sheets: dict[str, Rows],
    hidden: Collection[int] = (),
    merges: Collection[Merge] = (),
) -> Path:
    """Hidden rows and merged cells are those of the last sheet; a text with ``=`` is a formula."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, values in enumerate(rows):
                sheet.write_row(line, 0, values)
        for line in hidden:
            sheet.set_row(line, None, None, {"hidden": True})
        for merge in merges:
            sheet.merge_range(*merge, rows[merge.top][merge.left])
    return path


def write_ods(
    path: Path,
    sheets: dict[str, Rows],
    hidden: Collection[int] = (),
    merges: Collection[Merge] = (),
) -> Path:
    """As LibreOffice writes it, in what matters here."""
    for space in ("office", "table", "text"):  # calamine knows the elements by these prefixes
        ElementTree.register_namespace(space, _ODF.format(space))
    root = ElementTree.Element(_name("office", "document-content"))
    body = ElementTree.SubElement(root, _name("office", "body"))
    book = ElementTree.SubElement(body, _name("office", "spreadsheet"))
    for name, rows in sheets.items():
        table = ElementTree.SubElement(book, _name("table", "table"), _given("table", name=name))
        for line, values in enumerate(rows):
            row = ElementTree.SubElement(table, _name("table", "table-row"))
            if line in hidden:
                row.set(_name("table", "visibility"), "filter")
            for column, value in enumerate(values):
                _ods_cell(row, value, [m for m in merges if (m.top, m.left) == (line, column)])
    content = ElementTree.tostring(root, "UTF-8", xml_declaration=True)
    with ZipFile(path, "w") as parts:
        parts.writestr("mimetype", _ODS)
        parts.writestr("content.xml", content)
        parts.writestr("META-INF/manifest.xml", _manifest())
    return path


def _ods_cell(row: ElementTree.Element, value: object, merges: list[Merge]) -> None:
    given = {}
    for merge in merges:
        across, down = merge.right - merge.left + 1, merge.bottom - merge.top + 1
        given = _given("table", number_columns_spanned=across, number_rows_spanned=down)
    if str(value).startswith("="):
        given |= _given("table", formula=f"of:{value}")
    elif isinstance(value, int | float):
        given |= _given("office", value_type="float", value=value)
    elif value:
        given |= _given("office", value_type="string")
    cell = ElementTree.SubElement(row, _name("table", "table-cell"), given)
    if value and not str(value).startswith("="):
        ElementTree.SubElement(cell, _name("text", "p")).text = str(value)


def _name(space: str, name: str) -> str:
    return f"{{{_ODF.format(space)}}}{name}"


def _given(space: str, **attributes: object) -> dict[str, str]:
    return {_name(space, key.replace("_", "-")): str(value) for key, value in attributes.items()}


def _manifest() -> bytes:
    root = ElementTree.Element(_name("manifest", "manifest"))
    for path, kind in (("/", _ODS), ("content.xml", "text/xml")):
        given = {_name("manifest", "full-path"): path, _name("manifest", "media-type"): kind}
        ElementTree.SubElement(root, _name("manifest", "file-entry"), given)
    return ElementTree.tostring(root, "UTF-8", xml_declaration=True)
