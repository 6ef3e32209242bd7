"""The pages behind a proxy with TLS, by the documented nginx block; and what nobody is believed."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import requests
from playwright.sync_api import expect
from requests.adapters import HTTPAdapter

from esl_dialer.core.accounts.throttle import MOST_OF_ADDRESS, of_password
from esl_dialer.runtime.config import Config
from esl_dialer.store.accounts import guesses
from tests import certificates
from tests.house.layers import ROOT
from tests.patience import PATIENCE_S
from tests.ports import free_port
from tests.webui.browsing import CHROMIUM, House, answers, new_context, running_house, wait_until
from tests.webui.conftest import Browser
from webui.app import create_app

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin") or ""
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
WHOLE = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {server}
}}
"""


# --- what is believed ----------------------------------------------------------------------


def guess(browser: Browser, name: str, **headers: str):
    data = {"username": name, "password": "nope"}
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.post("/sign-in", data, headers=said)


def app_with(ctx, **config):
    app = create_app(replace(ctx, config=replace(ctx.config, **config)), "a secret of the tests")
    app.testing = True
    return app


def counted_for(app, name):
    """The addresses for which a guess at this name was counted."""
    now = app.config["BASE_CONTEXT"].now()
    return {a for a in ADDRESSES if all(guesses.tries(k, now) for k in of_password(name, a))}


ADDRESSES = ("127.0.0.1", "203.0.113.7", "198.51.100.9", "10.0.0.1")


@pytest.mark.parametrize(
    ("hops", "told", "believed"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.9, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
    ],
)
def test_a_guess_is_counted_for_who_the_trusted_proxy_says(ctx, hops, told, believed):
    app = app_with(ctx, proxy_hops=hops)
    guess(Browser(app.test_client()), "admin", X_Forwarded_For=told)
    assert counted_for(app, "admin") == {believed}


@pytest.mark.parametrize(
    ("config", "proto", "secure"),
    [
        ({}, "https", False),
        ({"proxy_hops": 1}, "https", True),
        ({"proxy_hops": 1}, "http", False),
        ({"proxy_hops": 1}, "http, https", True),
        ({"secure_cookies": "yes"}, "http", True),
        ({"proxy_hops": 1, "secure_cookies": "no"}, "https", False),
    ],
)
def test_cookies_are_for_tls_alone_when_the_page_came_by_tls(ctx, config, proto, secure):
    client = app_with(ctx, **config).test_client()
    answer = client.get("/sign-in", headers={"X-Forwarded-Proto": proto})
    assert ("Secure" in answer.headers["Set-Cookie"]) is secure


@pytest.mark.parametrize(
    ("config", "proto", "told"),
    [
        ({}, "https", False),
        ({"proxy_hops": 1}, "https", True),
        ({"proxy_hops": 1}, "http", False),
        ({"secure_cookies": "yes"}, "http", True),
        ({"proxy_hops": 1, "secure_cookies": "no"}, "https", True),
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/static/pages.css", "/api/v1/me"])
def test_a_browser_that_came_by_tls_is_told_to_come_by_it_only(ctx, config, proto, told, path):
    client = app_with(ctx, **config).test_client()
    answer = client.get(path, headers={"X-Forwarded-Proto": proto}, buffered=True)
    found = answer.headers.get("Strict-Transport-Security")
    assert found == ("max-age=31536000" if told else None)


def test_a_browser_chooses_no_host_for_our_links(ctx):
    client = app_with(ctx, proxy_hops=1).test_client()
    answer = client.get("/", headers={"X-Forwarded-Host": "evil.test"})
    assert "evil.test" not in answer.location


def test_by_default_nobody_is_believed():
    assert (Config().proxy_hops, Config().secure_cookies) == (0, "auto")


# --- for real ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Front:
    """The address that browsers see, and the authority that vouches for it."""

    url: str
    ca: str
    house: House


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    if not NGINX:
        pytest.skip("no nginx on this machine: apt-get install nginx-light")
    folder = tmp_path_factory.mktemp("front")
    with running_house(folder, ESL_DIALER_PROXY_HOPS="1") as house:
        port, certificate = free_port(), certificates.make(folder)
        made = WHOLE.format(folder=folder, server=documented(house, port, certificate))
        (folder / "nginx.conf").write_text(made, encoding="utf-8")
        command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as nginx:
            try:
                url, ca = f"https://localhost:{port}", str(certificate.path)
                wait_until(lambda: not_refused(url, ca))
                yield Front(url, ca, house)
            finally:
                nginx.terminate()


def documented(house: House, port: int, certificate: certificates.Certificate) -> str:
    """The block in the operator's page, with this machine's ports and files."""
    page = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    block = re.search(r"```nginx\n(.*?)```", page, re.DOTALL)[1]
    own = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "dialer.example.com": "localhost",
        "/etc/ssl/dialer.pem": str(certificate.path),
        "/etc/ssl/dialer.key": str(certificate.key),
        "http://127.0.0.1:8080": house.url,
    }
    for written, meant in own.items():
        assert written in block
        block = block.replace(written, meant)
    return block


def not_refused(url: str, ca: str) -> bool:
    try:
        return browse(ca).get(f"{url}/readyz", timeout=2).ok
    except requests.ConnectionError:
        return False


class Elsewhere(HTTPAdapter):
    """Another place of this machine: the wrong tries from there are not those of other tests."""

    def init_poolmanager(self, *given, **more) -> None:
        super().init_poolmanager(*given, source_address=("127.0.0.2", 0), **more)


def browse(ca: str) -> requests.Session:
    """Trusts this authority, whatever the environment says."""
    session = requests.Session()
    session.trust_env, session.verify = False, ca
    return session


def signed_in(front: Front) -> requests.Session:
    session = browse(front.ca)
    page = session.get(f"{front.url}/", timeout=PATIENCE_S)
    assert page.url.startswith(f"{front.url}/sign-in")
    data = {"csrf_token": TOKEN.search(page.text)[1], "username": front.house.username,
            "password": front.house.password}  # fmt: skip
    headers = {"Referer": page.url}
    done = session.post(page.url, data=data, headers=headers, timeout=PATIENCE_S)
    assert (done.status_code, done.url) == (200, f"{front.url}/")
    return session


def post(session: requests.Session, front: Front, path: str, **data: str) -> requests.Response:
    token = TOKEN.search(session.get(f"{front.url}/settings/", timeout=PATIENCE_S).text)[1]
    return session.post(
        f"{front.url}{path}", data={"csrf_token": token, **data}, timeout=PATIENCE_S,
        headers={"Referer": f"{front.url}/settings/"},
    )  # fmt: skip


@pytest.mark.slow
def test_signing_in_stays_on_https_and_its_cookies_travel_by_tls_alone(front):
    session = signed_in(front)
    assert {cookie.name for cookie in session.cookies} == {"dialer_session"}
    assert all(cookie.secure for cookie in session.cookies)
    told = session.get(f"{front.url}/", timeout=PATIENCE_S).headers
    assert told["Strict-Transport-Security"] == "max-age=31536000"
    theme = post(session, front, "/theme", theme="dark")
    assert theme.url.startswith(front.url)
    assert {c.name: c.secure for c in session.cookies} == {"dialer_session": True, "theme": True}


@pytest.mark.slow
def test_a_form_of_another_site_is_refused(front):
    session = signed_in(front)
    token = TOKEN.search(session.get(f"{front.url}/settings/", timeout=PATIENCE_S).text)[1]
    done = session.post(
        f"{front.url}/settings/global-speed", data={"csrf_token": token, "cpm": "1"},
        headers={"Referer": "https://evil.test/"}, timeout=PATIENCE_S,
    )  # fmt: skip
    assert done.status_code == 400


@pytest.mark.slow
def test_a_stream_flows_through_as_things_happen(front):
    session = signed_in(front)
    with session.get(f"{front.url}/live/stream", stream=True, timeout=PATIENCE_S) as stream:
        lines = stream.iter_lines(chunk_size=1, decode_unicode=True)
        assert next(lines) == "retry: 2000"
        told = {line for line in (next(lines) for _ in range(15)) if line.startswith("event")}
        assert "event: campaigns" in told
        post(session, front, "/settings/global-speed", cpm="123")
        assert any(line == "event: campaigns" for line in lines)


@pytest.mark.slow
def test_who_makes_up_an_address_is_counted_all_the_same(front):
    session = browse(front.ca)
    session.mount("https://", Elsewhere())
    page = session.get(f"{front.url}/sign-in", timeout=PATIENCE_S)
    token, answered = TOKEN.search(page.text)[1], []
    for number in range(MOST_OF_ADDRESS + 1):
        done = session.post(
            f"{front.url}/sign-in",
            data={"csrf_token": token, "username": f"nobody{number}", "password": "x"},
            headers={"Referer": page.url, "X-Forwarded-For": f"203.0.113.{number}"},
            timeout=PATIENCE_S,
        )
        answered.append(done.status_code)
    assert answered == [401] * MOST_OF_ADDRESS + [429]


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
def test_a_browser_sees_live_pages_and_nothing_of_plain_http(front, chromium):
    context = new_context(chromium, base_url=front.url, ignore_https_errors=True)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/campaigns/")
    page.get_by_label("User name").fill(front.house.username)
    page.get_by_label("Password").fill(front.house.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{front.url}/campaigns/")
    expect(page.locator("#engine-badge")).to_contain_text("Engine")
    page.get_by_role("link", name="Settings").click()
    foot = page.get_by_role("navigation")
    foot.get_by_label("Global speed (CPM)").fill("77")
    foot.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("77 calls per minute")
    assert asked
    assert [url for url in asked if not url.startswith(f"{front.url}/")] == []
    context.close()


def test_the_proxy_of_the_tests_is_the_one_of_the_page(tmp_path):
    """The block is found, and its every address and file is replaced."""
    house = House("http://127.0.0.1:1", "a", "b", tmp_path)
    block = documented(house, 2, certificates.make(tmp_path))
    assert "example.com" not in block
    assert "proxy_buffering off" in block
    assert not answers("http://127.0.0.1:1/readyz")
