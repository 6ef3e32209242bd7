"""Behind a proxy: for whom it speaks, and whether cookies are for TLS alone."""

from typing import Any

from flask import Flask, current_app, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

from esl_dialer.runtime.config import Config


class SessionCookies(SecureCookieSessionInterface):
    def get_cookie_secure(self, app: Flask) -> bool:
        return secure_cookies(app)


def stand_behind(app: Any, config: Config) -> None:
    """Believe the last ``proxy_hops`` proxies, and nobody before them.

    Only whom a request is from and whether it came by TLS: the host is that of the request, because
    few proxies overwrite what a browser says of it.
    """
    app.config["SECURE_COOKIES"] = config.secure_cookies
    app.session_interface = SessionCookies()
    if hops := config.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)


HSTS = "max-age=31536000"
"""A year, of this host alone: whether others of its domain do TLS is not ours to say."""


def by_tls() -> bool:
    """Whether this answer travels by TLS, as far as we know or were told."""
    return request.is_secure or current_app.config["SECURE_COOKIES"] == "yes"


def secure_cookies(app: Flask | None = None) -> bool:
    """Whether the cookies of this answer are sent by TLS alone: when it is, unless configured."""
    wanted = (app or current_app).config["SECURE_COOKIES"]
    return request.is_secure if wanted == "auto" else wanted == "yes"
