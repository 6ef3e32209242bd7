"""A switch elsewhere posts its call detail records: kept whole, once, from who knows the secret."""

import json
from base64 import b64encode
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from esl_dialer.core.calls.detail_records import MAX_BYTES
from esl_dialer.services.context import Context
from tests.esl.recorded import FIXTURES
from webui.app import create_app

SECRET = "sixteen letters and more"
LEG = "00000000-0000-4000-8000-000000000001"
RECORD = (FIXTURES / f"a_{LEG}.cdr.json").read_bytes()


def app_with(ctx: Context, **config: object) -> Flask:
    app = create_app(replace(ctx, config=replace(ctx.config, **config)), "a secret of the tests")
    app.testing = True
    return app


@pytest.fixture
def client(ctx: Context) -> FlaskClient:
    return app_with(ctx, cdr_secret=SECRET).test_client()


def post(client: FlaskClient, data: bytes, password: str = SECRET):
    """As mod_json_cdr does."""
    basic = b64encode(f"dialer:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/json"}
    return client.post(f"/cdr?uuid={LEG}", data=data, headers=headers)


def kept(ctx: Context) -> dict[str, bytes]:
    directory = ctx.config.data / "cdr"
    return {p.name: p.read_bytes() for p in directory.iterdir()} if directory.is_dir() else {}


def test_a_record_is_written_as_it_came_and_a_repeat_is_harmless(ctx, client) -> None:
    assert post(client, RECORD).status_code == 204
    assert kept(ctx) == {f"{LEG}.cdr.json": RECORD}
    written = (ctx.config.data / "cdr" / f"{LEG}.cdr.json").stat().st_ino
    assert post(client, RECORD).status_code == 204
    assert (ctx.config.data / "cdr" / f"{LEG}.cdr.json").stat().st_ino == written


def test_half_a_file_is_replaced_by_the_whole_record(ctx, client) -> None:
    path = ctx.config.data / "cdr" / f"{LEG}.cdr.json"
    path.parent.mkdir()
    path.write_bytes(RECORD[:100])
    assert post(client, RECORD).status_code == 204
    assert kept(ctx) == {path.name: RECORD}


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 400),
        (RECORD[:-20], 400),
        (b"[]", 400),
        (json.dumps({"variables": {"uuid": "../../etc/passwd"}}).encode(), 400),
        (json.dumps({"variables": {"uuid": 7}}).encode(), 400),
        (b"[" * 100_000, 400),
        (b"x" * (MAX_BYTES + 1), 413),
    ],
    ids=["nothing", "half", "another JSON", "a path", "a number", "deep", "too long"],
)
def test_what_is_no_record_is_not_kept(ctx, client, data: bytes, status: int) -> None:
    assert post(client, data).status_code == status
    assert kept(ctx) == {}


def test_who_does_not_know_the_secret_leaves_nothing(ctx, client) -> None:
    assert post(client, RECORD, "another").status_code == 401
    assert client.post("/cdr", data=RECORD).status_code == 401
    assert client.get("/cdr").status_code in (302, 405)
    assert kept(ctx) == {}


def test_without_a_secret_none_is_taken(ctx) -> None:
    assert post(app_with(ctx).test_client(), RECORD, "").status_code == 404
    assert kept(ctx) == {}


def test_a_directory_that_can_not_be_written_is_said_so_that_the_switch_keeps_it(ctx) -> None:
    blocked = ctx.config.data / "file"
    blocked.write_text("in the way")
    client = app_with(ctx, cdr_secret=SECRET, cdr=str(blocked / "cdr")).test_client()
    assert post(client, RECORD).status_code == 503
