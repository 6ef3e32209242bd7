"""Imports are looked back at; their files are kept, and deleted when they are old."""

import hashlib
import io
import os
from datetime import timedelta

import pytest

from esl_dialer.core.lists.layout import HEADERS
from esl_dialer.core.lists.origin import Origin
from esl_dialer.services.accounts import audit_trail
from esl_dialer.services.accounts.audit_trail import Wanted
from esl_dialer.services.errors import Forbidden, NotFound
from esl_dialer.services.lists import imports, loading, old_files, uploads
from esl_dialer.services.lists.importing import continue_import
from esl_dialer.store import models
from esl_dialer.store.system import settings
from tests.services.lists.books import write_xlsx
from tests.services.lists.helpers import row, rows, write_list
from tests.store.rows import NOW, a_campaign

DAY = timedelta(days=1)


@pytest.fixture
def send(ctx):
    def sent(path, campaign, origin=Origin.FILE, **how):
        kept = uploads.keep(ctx, io.BytesIO(path.read_bytes()), path.name, origin)
        number = uploads.begin(ctx, campaign, kept, path.stem, **how).list_id
        continue_import(number, ctx.config.data.absolute(), ctx.now)
        return number

    return sent


@pytest.fixture
def number(ctx, send, tmp_path):
    body = [*rows(3), row(account_number="bad", phone_1="123"), row(account_number="A1")]
    return send(write_list(tmp_path / "May.csv", body), a_campaign())


def test_who_and_how_are_told(ctx, send, number, tmp_path):
    found = imports.get(ctx, number).info
    assert (found.created_by, found.origin) == ("command line", Origin.FILE)
    path = write_list(tmp_path / "June.csv", rows(1))
    pasted = imports.get(ctx, send(path, a_campaign(), Origin.PASTED)).info
    assert pasted.origin is Origin.PASTED
    loaded = loading.load(ctx, a_campaign(), path).progress.list_id
    assert imports.get(ctx, loaded).info.origin is Origin.COMMAND
    fetched = loading.load(ctx, a_campaign(), path, address="https://example.com/a.csv")
    told = imports.get(ctx, fetched.progress.list_id).info
    assert (told.origin, told.address) == (Origin.ADDRESS, "https://example.com/a.csv")


def test_the_columns_and_the_mapping_are_told(ctx, send, tmp_path):
    path = write_list(tmp_path / "May.csv", rows(1))
    campaign = a_campaign()
    first = imports.get(ctx, send(path, campaign, keep_mapping="Ours"))
    assert ("Account Number 1", "account_number") in imports.columns(first)
    assert first.info.mapping == ""
    path = write_list(tmp_path / "June.csv", rows(1, 9))
    assert imports.get(ctx, send(path, campaign)).info.mapping == "Ours"


def test_the_original_is_the_file_as_it_came(ctx, number, tmp_path):
    found = imports.original(ctx, number)
    assert found.path.read_bytes() == (tmp_path / "May.csv").read_bytes()
    assert found.sha256 == hashlib.sha256((tmp_path / "May.csv").read_bytes()).hexdigest()
    [noted] = audit_trail.page(ctx, Wanted(action="list.download"))
    assert noted.detail["list"] == number


def test_that_rejected_rows_were_taken_away_is_in_the_trail(ctx, number):
    assert list(uploads.rejected(ctx, number))
    [noted] = audit_trail.page(ctx, Wanted(action="list.download_rejects"))
    assert noted.detail["list"] == number


def test_that_of_a_workbook_is_the_workbook(ctx, send, tmp_path):
    path = tmp_path / "book.xlsx"
    write_xlsx(path, {"Accounts": [list(HEADERS), *rows(2)]})
    found = imports.original(ctx, send(path, a_campaign()))
    assert (found.path.read_bytes(), found.name) == (path.read_bytes(), "book.xlsx")


def test_files_and_errors_take_the_permission(ctx, viewer, number):
    assert imports.get(viewer, number).info.rows_bad == 1
    for ask in (imports.original, imports.problems):
        with pytest.raises(Forbidden):
            ask(viewer, number)


def test_errors_come_in_pages(ctx, number):
    whole = imports.problems(ctx, number)
    assert (len(whole.problems), whole.next) == (3, 0)
    first = imports.problems(ctx, number, limit=2)
    rest = imports.problems(ctx, number, first.next, limit=2)
    assert [*first.problems, *rest.problems] == list(whole.problems)
    assert rest.next == 0
    only = imports.problems(ctx, number, errors_only=True)
    assert [told.problem.warning for told in only.problems] == [False]


def test_there_is_no_such_import(ctx):
    for ask in (imports.get, imports.problems, imports.original):
        with pytest.raises(NotFound):
            ask(ctx, 77)
    with pytest.raises(NotFound):
        imports.page(ctx, 77)


def test_a_thousand_imports_come_in_pages(ctx, number):
    (one,) = models.ListImport.select().dicts()
    del one["id"]
    models.ListImport.insert_many([one] * 1000).execute()
    first = imports.page(ctx)
    assert len(first.imports) == imports.PAGE
    seen, before = [found.info.id for found in first.imports], first.next
    while before:
        page = imports.page(ctx, before=before)
        seen += [found.info.id for found in page.imports]
        before = page.next
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 1001
    assert imports.page(ctx, a_campaign()) == imports.Page((), 0)


def test_a_deleted_campaigns_imports_are_told_by_its_title(ctx, number):
    campaign = imports.get(ctx, number).info.campaign_id
    models.Campaign.update(deleted_at=NOW, archived_at=NOW).execute()
    (found,) = imports.page(ctx, campaign).imports
    assert "deleted" in found.campaign_name


def files(ctx):
    return sorted(path.name for path in imports.folder_of(ctx).iterdir())


def test_old_files_go_and_their_imports_stay(ctx, number):
    assert old_files.clean_up(ctx) == 0
    ctx.clock.at += 366 * DAY
    assert old_files.clean_up(ctx) == 1
    assert files(ctx) == []
    found = imports.get(ctx, number)
    assert (found.has_file, found.info.rows_good) == (False, 3)
    with pytest.raises(NotFound, match="no longer kept"):
        imports.original(ctx, number)
    assert len(imports.problems(ctx, number).problems) == 3


def test_a_file_that_came_again_is_young_again(ctx, number, send, tmp_path):
    ctx.clock.at += 300 * DAY
    send(tmp_path / "May.csv", a_campaign())
    ctx.clock.at += 100 * DAY
    assert old_files.clean_up(ctx) == 0


def test_one_that_is_being_read_stays(ctx, number):
    models.ListImport.update(status="importing").execute()
    ctx.clock.at += 500 * DAY
    assert old_files.clean_up(ctx) == 0


def test_zero_days_keep_them(ctx, number):
    settings.put("list_file_days", 0, ctx.now(), "ada")
    ctx.clock.at += 5000 * DAY
    assert old_files.clean_up(ctx) == 0
    assert imports.get(ctx, number).kept_until is None


def test_what_no_import_names_goes_after_a_day(ctx, number):
    lost = imports.folder_of(ctx) / ("0" * 64)
    lost.write_text("x")
    os.utime(lost, (ctx.now().timestamp(),) * 2)
    assert old_files.clean_up(ctx) == 0
    ctx.clock.at += 2 * DAY
    assert old_files.clean_up(ctx) == 1
    assert len(files(ctx)) == 1


def test_it_takes_the_permission(viewer):
    with pytest.raises(Forbidden):
        old_files.clean_up(viewer)
