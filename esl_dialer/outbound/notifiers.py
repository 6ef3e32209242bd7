"""Notices out of the house: by e-mail (SMTP) and by webhook (a signed POST of JSON)."""

import json
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage

import requests

from esl_dialer.core.broken import of_connection
from esl_dialer.core.notices.notifiers import (
    MailTarget,
    Message,
    Notifiers,
    NotSent,
    WebhookTarget,
    signature,
)
from esl_dialer.core.says import Says, about

TIMEOUT_S = 15.0
"""For each wait: to connect, for an answer."""


def mail(target: MailTarget, message: Message) -> None:
    """One message to all recipients; its Message-ID is the same at each try. Raises NotSent."""
    sent = EmailMessage()
    sent["Subject"] = _one_line(message.text)
    sent["From"] = target.sender
    sent["To"] = ", ".join(target.recipients)
    sent["Message-ID"] = f"<{message.identity}@{target.sender.rpartition('@')[2]}>"
    sent["Date"] = datetime.now(UTC)
    sent.set_content(message.text + "\n")
    with _told(f"{target.host}:{target.port}"), _session(target) as server:
        if refused := server.send_message(sent):
            raise NotSent(
                Says(
                    "{host} takes nothing for {addresses}",
                    host=target.host,
                    addresses=", ".join(refused),
                )
            )


def _one_line(text: str) -> str:
    """As a subject: at most a hundred characters, no line break."""
    line = " ".join(text.split())
    return line if len(line) <= 100 else f"{line[:97]}..."


@contextmanager
def _session(target: MailTarget) -> Iterator[smtplib.SMTP]:
    trust = ssl.create_default_context(cafile=target.ca_file or None)
    if target.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            target.host, target.port, timeout=TIMEOUT_S, context=trust
        )
    else:
        server = smtplib.SMTP(target.host, target.port, timeout=TIMEOUT_S)
    with server:
        if target.security == "starttls":
            server.starttls(context=trust)
        if target.user:
            server.login(target.user, target.password)
        yield server


def webhook(target: WebhookTarget, message: Message) -> None:
    """POST as JSON, signed; only 2xx is taken for an answer. Raises NotSent.

    Redirects are not followed: the body would go where nobody wrote that it should. Addresses of
    the own network are allowed: a floor's servers are there.
    """
    body = json.dumps(message.body, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "esl-dialer",
        "X-Dialer-Notice": message.identity,
        "X-Dialer-Signature": signature(target.secret, body, datetime.now(UTC)),
    }
    with _told(target.url), requests.Session() as session:
        session.trust_env = False
        answer = session.post(
            target.url,
            data=body,
            headers=headers,
            timeout=TIMEOUT_S,
            allow_redirects=False,
            verify=target.ca_file or True,
            stream=True,
        )
        answer.close()
    if answer.is_redirect:
        raise NotSent(
            Says("{server} answers with a redirect, which is not followed", server=target.url)
        )
    if not 200 <= answer.status_code < 300:
        raise NotSent(
            Says("{server} answers {answer}", server=target.url, answer=str(answer.status_code))
        )


@contextmanager
def _told(where: str) -> Iterator[None]:
    """What went wrong, in one line."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        told = error.smtp_error
        text = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
        answer = f"{error.smtp_code} {' '.join(text.split())}"
        raise NotSent(Says("{server} answers {answer}", server=where, answer=answer)) from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotSent(about(where, of_connection(error))) from error


COURIERS = Notifiers(mail, webhook)
