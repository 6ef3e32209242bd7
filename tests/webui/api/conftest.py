"""Programs: each with a token of a user of its role."""

from collections.abc import Callable
from functools import partialmethod
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from esl_dialer.services.accounts import tokens
from esl_dialer.services.context import Context
from esl_dialer.services.lists import list_reading
from esl_dialer.store import models
from esl_dialer.store.accounts import users
from tests.webui.conftest import app, campaign, ctx
from webui.api.routes import PREFIX

__all__ = ["app", "campaign", "ctx"]

LIST = (
    b"First Name,Last Name,Full Name,Province,Phone Number 1,Account Number 1,TFN\n"
    b"Ann,One,Ann One,ON,416-555-0101,A1,8005550100\n"
    b"Bob,Two,Bob Two,ON,416-555-0102,A2,8005550100\n"
    b"Cy,Three,Cy Three,ON,nonsense,A3,8005550100\n"
)
CSV = {"headers": {"Content-Type": "text/csv"}}


class Program:
    """Sends its token, JSON, and paths under ``/api/v1``."""

    def __init__(self, client: FlaskClient, secret: str) -> None:
        self.client, self.secret = client, secret

    def ask(self, method: str, path: str, json: Any = None, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.secret}"} | more.pop("headers", {})
        body = {} if json is None else {"json": json}
        return self.client.open(
            PREFIX + path, method=method, headers=headers, buffered=True, **body, **more
        )

    get = partialmethod(ask, "GET")
    post = partialmethod(ask, "POST")
    put = partialmethod(ask, "PUT")
    patch = partialmethod(ask, "PATCH")
    delete = partialmethod(ask, "DELETE")


def token_of(ctx: Context, name: str, called: str = "tests", days: int | None = None) -> str:
    return tokens.add(ctx, users.by_name(name), called, days).secret


@pytest.fixture
def program(app: Flask, ctx: Context) -> Callable[[str], Program]:
    def made(role: str) -> Program:
        return Program(app.test_client(), token_of(ctx, role))

    return made


@pytest.fixture
def admin(program: Callable[[str], Program]) -> Program:
    return program("admin")


@pytest.fixture
def boss(program: Callable[[str], Program]) -> Program:
    return program("super_admin")


@pytest.fixture
def filled(app, admin, ctx, campaign):
    """The campaign, with two records."""
    answer = admin.post(f"/campaigns/{campaign}/lists?name=May", data=LIST, **CSV)
    assert answer.status_code == 202, answer.text
    list_reading.work_once(ctx, "a reader")
    return campaign


def ready(campaign):
    models.Record.update(audio="ready", ready=True).execute()
    models.Campaign.update(caller_ids=["4165550000"], transfer_number="4165550001").where(
        models.Campaign.id == campaign
    ).execute()
