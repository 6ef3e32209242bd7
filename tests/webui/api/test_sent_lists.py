"""Lists as people sent them, sent to the API."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest

from esl_dialer.core.lists.addresses import NotFetched, Order
from esl_dialer.core.says import Says
from esl_dialer.services.lists import fetching, list_reading
from tests.services.lists.sent import SENT, Sent

FILE = {"headers": {"Content-Type": "application/octet-stream"}}


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.file)
def test_a_list_is_looked_at_and_imported_alike(admin, campaign, ctx, sent: Sent) -> None:
    looked = admin.post("/lists/preview", data=sent.path.read_bytes(), **FILE).json
    told = {p["line"]: p["reason"] for p in looked["problems"] if not p["warning"]}
    assert (told, looked["stops"]) == (sent.told, sent.stops)
    at = f"/campaigns/{campaign}/lists"
    begun = admin.post(at, data=sent.path.read_bytes(), **FILE)
    list_reading.work_once(ctx, "a reader")
    shown = admin.get(f"{at}/{begun.json['id']}").json
    assert (shown["rows_good"], shown["rows_bad"]) == (len(sent.phones), len(sent.told))
    assert shown["stops"] == sent.stops
    records = admin.get(f"/campaigns/{campaign}/records").json["items"]
    assert {record["account"] for record in records} == set(sent.phones)


BOOK = Path("tests/services/lists/fixtures/filtered.xls").read_bytes()
XLS = {"headers": {"Content-Type": "application/vnd.ms-excel"}}


def test_hidden_rows_and_the_sheet_are_told_and_chosen(admin, campaign, ctx) -> None:
    looked = admin.post("/lists/preview", data=BOOK, **XLS).json
    assert (looked["sheet"], looked["sheets"]) == ("Accounts", ["Cover", "Accounts"])
    assert (looked["hidden_rows"], looked["rows_good"], looked["rows_bad"]) == (2, 2, 2)
    hidden = {"header": "", "reason": "rows that are hidden in the sheet: 2, left out"}
    assert hidden in looked["doubts"]
    taken = admin.post("/lists/preview?hidden_rows=import", data=BOOK, **XLS).json
    assert taken["rows_good"] == 4
    at = f"/campaigns/{campaign}/lists?hidden_rows=import&sheet=Accounts"
    begun = admin.post(at, data=BOOK, **XLS).json
    list_reading.work_once(ctx, "a reader")
    assert admin.get(f"/campaigns/{campaign}/lists/{begun['id']}").json["rows_good"] == 4


def test_rows_as_text_are_a_list(admin, campaign, ctx) -> None:
    rows = {"headers": {"Content-Type": "text/plain"}, "data": SENT[0].path.read_bytes()}
    assert admin.post("/lists/preview", **rows).json["rows_good"] == len(SENT[0].phones)
    begun = admin.post(f"/campaigns/{campaign}/lists", **rows)
    assert begun.status_code == 202


STRANGE = b"Report\nKonto,Privat\nK-1,416 555 0101\nK-2,416 555 0102\n"
MAPPED = {"Konto": "account_number", "#2": "phone_home"}


def test_columns_are_mapped_and_the_list_begins_where_it_is_said(admin, campaign, ctx) -> None:
    rows = {"headers": {"Content-Type": "text/csv"}, "data": STRANGE}
    assert admin.post("/lists/preview", **rows).status_code == 422
    grid = admin.post("/lists/preview?start_row=3", **rows).json
    assert grid["grid"][1] == {"line": 2, "cells": ["Konto", "Privat"]}
    assert (grid["start_row"], grid["header_row"], grid["choices"]) == (3, 2, ["custom", "custom"])
    said = urlencode({"start_row": 4, "columns": json.dumps(MAPPED)})
    looked = admin.post(f"/lists/preview?{said}", **rows).json
    assert (looked["choices"], looked["needs"]) == (["account_number", "phone_home"], "phone")
    assert looked["missing"] == []
    admin.post(f"/campaigns/{campaign}/lists?{said}", **rows)
    list_reading.work_once(ctx, "a reader")
    [record] = admin.get(f"/campaigns/{campaign}/records").json["items"]
    assert record["account"] == "K-2"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"columns": "[]"}, "JSON object"),
        ({"columns": "{"}, ""),
        ({"columns": json.dumps({"Konto": "nothing"})}, "no column 'nothing'"),
        ({"columns": json.dumps({"Konto": "city", "Privat": "city"})}, "both mapped to City"),
        ({"columns": json.dumps({"Konto": "account_number"})}, "no column for: Phone 1"),
        ({"start_row": 9}, "can't begin in line 9"),
    ],
)
def test_a_mapping_that_can_not_be_is_told(admin, campaign, said, told) -> None:
    query = urlencode({"start_row": 3} | said)
    rows = {"headers": {"Content-Type": "text/csv"}, "data": STRANGE}
    answer = admin.post(f"/campaigns/{campaign}/lists?{query}", **rows)
    assert (answer.status_code, told in answer.text) == (422, True)


def test_a_mapping_is_kept_listed_used_and_forgotten(admin, campaign, ctx) -> None:
    rows = {"headers": {"Content-Type": "text/csv"}, "data": STRANGE}
    kept = {"start_row": 3, "columns": json.dumps(MAPPED), "keep_mapping": "Bank A"}
    admin.post(f"/campaigns/{campaign}/lists?{urlencode(kept)}", **rows)
    [one] = admin.get("/mappings").json["items"]
    assert one["columns"] == [
        {"header": "Konto", "choice": "account_number"},
        {"header": "Privat", "choice": "phone_home"},
    ]
    looked = admin.post("/lists/preview", **rows).json
    assert (looked["mapping"], looked["rows_good"]) == ("Bank A", 2)
    other = admin.post("/lists/preview?mapping=Bank A", **rows | {"data": b"Konto,Cell\nA,B\n"})
    assert (other.status_code, "it has no column" in other.text) == (422, True)
    assert admin.delete(f"/mappings/{one['id']}").status_code == 204
    assert admin.delete(f"/mappings/{one['id']}").status_code == 404
    assert admin.get("/mappings").json["items"] == []


def test_a_list_of_an_address_is_fetched_looked_at_and_imported(admin, campaign, ctx) -> None:
    asked = admin.post("/lists/fetches", json={"address": "https://lists.example/may.csv"})
    at = asked.headers["Location"].removeprefix("/api/v1")
    assert (asked.status_code, asked.json["state"]) == (202, "waiting")
    assert admin.post(f"{at}/preview").status_code == 422

    def fetch(order: Order) -> str:
        Path(order.target).write_bytes(SENT[0].path.read_bytes())
        return "may.csv"

    fetching.work_once(ctx, "a worker", fetch)
    assert admin.get(at).json["state"] == "done"
    looked = admin.post(f"{at}/preview?campaign={campaign}").json
    assert looked["rows_good"] == len(SENT[0].phones)
    number = asked.json["id"]
    begun = admin.post(f"/campaigns/{campaign}/lists/fetched/{number}?name=May")
    assert (begun.status_code, begun.json["name"]) == (202, "May")
    list_reading.work_once(ctx, "a reader")
    records = admin.get(f"/campaigns/{campaign}/records").json["items"]
    assert {record["account"] for record in records} == set(SENT[0].phones)
    assert admin.post(f"/campaigns/{campaign}/lists/fetched/{number}").status_code == 404


def test_an_address_that_is_none_and_one_that_gives_nothing(admin, ctx) -> None:
    assert admin.post("/lists/fetches", json={"address": "nowhere"}).status_code == 422
    asked = admin.post("/lists/fetches", json={"address": "https://lists.example/may.csv"}).json

    def refuse(_: Order) -> str:
        raise NotFetched(Says("no host is called {host}", host="lists.example"))

    fetching.work_once(ctx, "a worker", refuse)
    found = admin.get(f"/lists/fetches/{asked['id']}").json
    assert (found["state"], found["error"]) == ("failed", "no host is called lists.example")
    assert admin.post(f"/lists/fetches/{asked['id']}/preview").status_code == 422
    assert admin.get("/lists/fetches/999").status_code == 404


def test_a_sheet_that_is_not_there_and_a_word_that_means_nothing(admin) -> None:
    assert admin.post("/lists/preview?sheet=May", data=BOOK, **XLS).status_code == 422
    assert admin.post("/lists/preview?hidden_rows=perhaps", data=BOOK, **XLS).status_code == 422


def test_an_import_under_way_is_cancelled(admin, campaign, ctx) -> None:
    begun = admin.post(f"/campaigns/{campaign}/lists", data=BOOK, **XLS).json
    at = f"/campaigns/{campaign}/lists/{begun['id']}"
    assert admin.post(f"{at}/cancel").json["status"] == "cancelled"
    assert admin.get(at).json["status"] == "cancelled"
    assert admin.post(f"{at}/cancel").status_code == 409
    assert admin.post(f"/campaigns/{campaign}/lists/999/cancel").status_code == 404
    assert not list_reading.work_once(ctx, "a reader")
