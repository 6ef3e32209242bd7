"""An installation with a user of each role, and browsers that are signed in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from esl_dialer.core.words import CampaignKind
from esl_dialer.runtime.config import Config
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.campaigns.campaigns import Draft
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.store.accounts import users
from esl_dialer.store.database import open_database, transaction
from esl_dialer.store.models import database
from tests.databases import empty_sqlite
from tests.webui.browsing import CHROMIUM, House, running_house
from webui.app import empty_app, install
from webui.ports import Ports

PASSWORD = "correct horse"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ROLES = ("viewer", "admin", "super_admin")
NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


PAGES = cache(empty_app)
"""Made once by each process of tests: its routes and templates are most of a page's time."""


@dataclass
class FixedClock:
    """Stands still until a test moves it, or someone sleeps by it."""

    at: datetime = field(default=NOON)

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    config = Config(data=tmp_path)
    opened = open_database(empty_sqlite(tmp_path / "dialer.db"))
    with transaction():
        users.seed_roles()
        for role in ROLES:
            users.create({"username": role, "password_hash": QUICK.hash(PASSWORD)}, role, NOON)
    opened.close()
    with database.connection_context():
        yield Context(config, FixedClock(), OPERATOR)


@pytest.fixture
def app(ctx: Context) -> Iterator[Flask]:
    """The pages of ``ctx``; what a test changes of config and views is as before after it."""
    app = PAGES()
    before, views = dict(app.config), dict(app.view_functions)
    install(app, replace(ctx), "a secret of the tests", Ports())
    app.testing = True
    yield app
    app.config.clear()
    app.config.update(before)
    app.view_functions.update(views)


class Browser:
    """A test client that takes the token from the page before it posts, as a form does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.get = partial(client.get, buffered=True)

    def token(self, page: str = "/sign-in") -> str:
        found = TOKEN.search(self.client.get(page, follow_redirects=True).text)
        assert found, f"no form on {page}"
        return found.group(1)

    def post(self, url: str, data: dict[str, object] | None = None, **more: object):
        values = {"csrf_token": self.token(), **(data or {})}
        return self.client.post(url, data=values, **more)

    def sign_in(self, name: str, password: str = PASSWORD, **more: object):
        return self.post("/sign-in", {"username": name, "password": password}, **more)


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], Browser]:
    def sign_in(role: str) -> Browser:
        browser = Browser(app.test_client())
        assert browser.sign_in(role).status_code == 303
        return browser

    return sign_in


@pytest.fixture
def campaign(ctx: Context) -> int:
    """A campaign in draft, without records."""
    return campaigns.create(ctx, Draft("Spring", CampaignKind.LB)).id


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
