"""Notices by webhook, to a real server: signed, once, nowhere else."""

import hashlib
import hmac
import json
import ssl
from contextlib import contextmanager

import gevent
import pytest
from gevent.pywsgi import WSGIServer

from esl_dialer.core.notices.notifiers import Message, NotSent, WebhookTarget
from esl_dialer.outbound import notifiers
from tests import certificates

SAID = Message("notice-7-1795326931", "text", {"kind": "campaign_finished", "text": "« Été »"})


@contextmanager
def web_server(status="204 No Content", headers=(), certificate=None):
    """Its port, and what it was asked: (method, path, headers, body)."""
    asked = []

    def answer(environ, start):
        sent = {k.removeprefix("HTTP_"): v for k, v in environ.items() if k.startswith("HTTP_")}
        body = environ["wsgi.input"].read()
        asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], sent, body))
        start(status, list(headers))
        return [b""]

    safe = {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.path, certificate.key)
        safe = {"ssl_context": context}
    server = WSGIServer(("127.0.0.1", 0), answer, log=None, error_log=None, **safe)
    server.start()
    try:
        yield server.server_port, asked
    finally:
        server.stop()
        gevent.sleep(0)


def target(port, path="/hook", scheme="http", **more):
    return WebhookTarget(f"{scheme}://127.0.0.1:{port}{path}", "hush", **more)


def test_it_is_posted_once_and_signed():
    with web_server() as (port, asked):
        notifiers.webhook(target(port), SAID)
    ((method, path, headers, body),) = asked
    assert (method, path) == ("POST", "/hook")
    assert json.loads(body) == SAID.body
    assert headers["X_DIALER_NOTICE"] == SAID.identity
    at, said = (part.split("=")[1] for part in headers["X_DIALER_SIGNATURE"].split(","))
    signed = hmac.new(b"hush", f"{at}.".encode() + body, hashlib.sha256)
    assert hmac.compare_digest(said, signed.hexdigest())


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed(status):
    with web_server() as (elsewhere, not_asked):
        headers = [("Location", f"http://127.0.0.1:{elsewhere}/")]
        with (
            web_server(status, headers) as (port, asked),
            pytest.raises(NotSent, match="redirect"),
        ):
            notifiers.webhook(target(port), SAID)
        assert (len(asked), not_asked) == (1, [])


@pytest.mark.parametrize("status", ["400 Bad Request", "500 Broken", "304 Not Modified"])
def test_anything_but_2xx_is_tried_again(status):
    with web_server(status) as (port, _asked), pytest.raises(NotSent, match=status[:3]):
        notifiers.webhook(target(port), SAID)


def test_the_servers_certificate_is_checked(tmp_path):
    certificate = certificates.make(tmp_path)
    with web_server(certificate=certificate) as (port, asked):
        with pytest.raises(NotSent):
            notifiers.webhook(target(port, scheme="https"), SAID)
        assert asked == []
        notifiers.webhook(target(port, scheme="https", ca_file=str(certificate.path)), SAID)
        assert len(asked) == 1


def test_a_server_that_is_not_there_is_told_of():
    with pytest.raises(NotSent, match=r"127\.0\.0\.1:1"):
        notifiers.webhook(target(1), SAID)
