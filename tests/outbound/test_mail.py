"""Notices by e-mail, to a real mail server: who it is, who we are, what it takes."""

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from esl_dialer.core.notices.notifiers import MailTarget, Message, NotSent
from esl_dialer.outbound import notifiers
from tests import certificates
from tests.house.layers import ROOT
from tests.outbound.smtp_server import PASSWORD, USER

SAID = Message("notice-7-1795326931", "La campagne « Été » est terminée.", {})


@contextmanager
def mail_server(mode, folder):
    """Its address, trusted and signed in at; its folder of letters."""
    certificate = certificates.make(folder)
    letters = folder / "letters"
    letters.mkdir()
    command = [sys.executable, "-m", "tests.outbound.smtp_server", mode,
               str(certificate.path), str(certificate.key), str(letters)]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            port = int(process.stdout.readline())
            yield MailTarget(
                "localhost", port, mode, "dialer@floor.test", ("a@floor.test", "b@floor.test"),
                *((USER, PASSWORD) if mode != "none" else ("", "")), str(certificate.path),
            ), letters  # fmt: skip
        finally:
            process.kill()


@pytest.mark.parametrize("mode", ["starttls", "tls", "none"])
def test_a_notice_arrives_as_it_was_said(tmp_path, mode):
    with mail_server(mode, tmp_path) as (target, letters):
        notifiers.mail(target, SAID)
        (letter,) = letters.iterdir()
        read = message_from_bytes(letter.read_bytes(), policy=policy.default)
        assert read["Subject"] == SAID.text
        assert read["To"] == "a@floor.test, b@floor.test"
        assert read["Message-ID"] == "<notice-7-1795326931@floor.test>"
        assert read.get_content().strip() == SAID.text


@pytest.mark.parametrize("mode", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path, mode):
    with mail_server(mode, tmp_path) as (target, letters):
        with pytest.raises(NotSent, match="certificate verify failed"):
            notifiers.mail(replace(target, ca_file=""), SAID)
        assert not list(letters.iterdir())


def test_what_the_server_says_against_it_is_told(tmp_path):
    with mail_server("starttls", tmp_path) as (target, letters):
        for change, told in (
            ({"password": "wrong"}, "535"),
            ({"security": "none", "user": "", "password": ""}, "530"),
            ({"recipients": ("busy@floor.test",)}, "busy@floor.test"),
        ):
            with pytest.raises(NotSent, match=told):
                notifiers.mail(replace(target, **change), SAID)
        assert not list(letters.iterdir())


def test_a_server_that_is_not_there_is_told_of_with_its_address():
    target = MailTarget("127.0.0.1", 1, "none", "a@b.test", ("c@d.test",))
    with pytest.raises(NotSent, match=r"^127\.0\.0\.1:1: "):
        notifiers.mail(target, SAID)


def test_a_name_with_a_line_break_adds_no_header(tmp_path):
    with mail_server("none", tmp_path) as (target, letters):
        notifiers.mail(target, replace(SAID, text="Spring\nBcc: all@floor.test"))
        (letter,) = letters.iterdir()
        read = message_from_bytes(letter.read_bytes(), policy=policy.default)
        assert (read["Bcc"], read["Subject"]) == (None, "Spring Bcc: all@floor.test")
