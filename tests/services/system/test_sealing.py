"""Secrets at rest: nothing of them is in the database's files, and what a lost key costs."""

import base64
import os
import stat
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pyotp
import pytest

from esl_dialer.core.says import Says
from esl_dialer.services import sealing
from esl_dialer.services.accounts import second_factor, users
from esl_dialer.services.errors import Forbidden, Invalid, Refused, ServiceError
from esl_dialer.services.system import doctor, preferences
from esl_dialer.store import models
from esl_dialer.store.accounts import second_factor as factors
from esl_dialer.store.accounts import users as stored_users
from esl_dialer.store.system import settings, switches, vault
from esl_dialer.store.system.vault import KEY_FILE, NoKey, Vault
from tests.store.rows import NOW

PASSWORD = "open sesame"


@pytest.fixture
def data(ctx):
    return ctx.config.data


@pytest.fixture
def user(ctx):
    users.ensure_first_user(ctx)
    return stored_users.by_name("admin")


@pytest.fixture
def enrolled(ctx, user):
    """The user's authenticator, and the recovery codes."""
    secret = second_factor.begin(ctx, user).secret
    totp = pyotp.TOTP(secret)
    return totp, second_factor.confirm(ctx, user, totp.at(ctx.now()))[1]


def files_of(data):
    return b"".join(path.read_bytes() for path in data.glob("dialer.db*"))


def given(ctx, **values):
    preferences.save(ctx, values)


def test_no_file_of_the_database_holds_a_secret(ctx, data, enrolled):
    totp, _codes = enrolled
    given(ctx, smtp_password=PASSWORD, sftp_password=PASSWORD, notice_webhook_secret=PASSWORD)
    files = files_of(data)
    assert b"smtp_password" in files
    assert PASSWORD.encode() not in files
    assert totp.secret.encode() not in files
    assert {sealing.setting(ctx, "smtp_password"), sealing.setting(ctx, "sftp_password")} == {
        PASSWORD
    }
    ctx.clock.at += timedelta(seconds=60)
    assert second_factor.check(ctx, stored_users.by_name("admin"), totp.at(ctx.now()))


def test_the_key_is_its_users_alone_and_made_when_it_is_needed(ctx, data):
    given(ctx, agency_name="Agence du Nord")
    assert not (data / KEY_FILE).exists()
    given(ctx, smtp_password=PASSWORD)
    assert stat.S_IMODE((data / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in data.iterdir() if "secrets-key" in path.name] == [KEY_FILE]


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone makes files of others")
def test_a_key_that_root_makes_is_its_directorys_owners(ctx, data):
    os.chown(data, 12_345, 12_346)
    given(ctx, smtp_password=PASSWORD)
    sealing.renew(ctx)
    made = (data / KEY_FILE).stat()
    assert (made.st_uid, made.st_gid, stat.S_IMODE(made.st_mode)) == (12_345, 12_346, 0o600)


def test_of_all_who_make_a_key_at_once_one_does(tmp_path):
    found = []
    threads = [
        Thread(target=lambda: found.append(vault.with_key("", tmp_path).keys)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_what_is_empty_stays_empty_and_what_is_the_same_is_no_change(ctx):
    assert preferences.save(ctx, {"smtp_password": PASSWORD}) == ["smtp_password"]
    assert preferences.save(ctx, {"smtp_password": PASSWORD}) == []
    given(ctx, smtp_password="")
    assert settings.get("smtp_password") == ""
    assert sealing.setting(ctx, "smtp_password") == ""


def test_what_is_changed_while_all_is_sealed_is_what_stays(ctx, meanwhile):
    settings.put("smtp_password", PASSWORD, NOW, "before")
    meanwhile(factors, "every", lambda: settings.put("smtp_password", "newer", NOW, "other"))
    assert sealing.seal_plain(ctx) == 0
    assert sealing.setting(ctx, "smtp_password") == "newer"
    assert sealing.seal_plain(ctx) == 1


def test_what_was_kept_plain_is_read_and_then_sealed(ctx, user):
    settings.put("smtp_password", PASSWORD, NOW, "before")
    factors.propose(user.id, "", "JBSWY3DPEHPK3PXP")
    assert sealing.setting(ctx, "smtp_password") == PASSWORD
    assert sealing.state(ctx).plain == ("smtp_password", "the second factor of admin")
    assert sealing.seal_plain(ctx) == 2
    assert vault.is_sealed(settings.get("smtp_password"))
    assert vault.is_sealed(factors.secret(user.id))
    assert sealing.setting(ctx, "smtp_password") == PASSWORD
    assert sealing.factor(ctx, user.id) == "JBSWY3DPEHPK3PXP"
    assert sealing.seal_plain(ctx) == 0


@pytest.mark.parametrize("reopened", [True, False])
def test_what_is_sealed_leaves_no_plain_copy_in_the_files(ctx, data, reopened):
    settings.put("smtp_password", PASSWORD, NOW, "before")
    if reopened:
        models.database.obj.close()
        models.database.obj.connect()
    assert PASSWORD.encode() in files_of(data)
    sealing.seal_plain(ctx)
    assert PASSWORD.encode() not in files_of(data)


def test_without_its_key_a_secret_is_named_and_set_again(ctx, data):
    given(ctx, smtp_password=PASSWORD)
    (data / KEY_FILE).unlink()
    assert sealing.state(ctx).lost == ("smtp_password",)
    with pytest.raises(Refused, match="smtp_password can't be read"):
        sealing.setting(ctx, "smtp_password")
    given(ctx, smtp_password="another")
    assert sealing.setting(ctx, "smtp_password") == "another"
    assert sealing.state(ctx).lost == ()


@pytest.mark.parametrize("spoiled", [b"", b"no key\n", b"c2hvcnQ=\n", b"\xff\xfe\n"])
def test_a_key_file_that_was_spoiled_gets_a_key_and_keeps_what_it_held(ctx, data, spoiled):
    given(ctx, smtp_password=PASSWORD)
    right = (data / KEY_FILE).read_bytes()
    (data / KEY_FILE).write_bytes(spoiled)
    assert sealing.state(ctx).lost == ("smtp_password",)
    given(ctx, sftp_password="another")
    assert sealing.setting(ctx, "sftp_password") == "another"
    made = (data / KEY_FILE).read_text("utf-8").split()
    assert made[1:] == spoiled.decode("ascii", "replace").split()
    (data / KEY_FILE).write_bytes(f"{made[0]}\n".encode() + right)
    assert sealing.setting(ctx, "smtp_password") == PASSWORD


def judged(ctx):
    """What doctor says of secrets."""

    def nobody(_questions):
        raise ServiceError(Says("no switch answers"))

    [found] = [check for check in doctor.examine(ctx, nobody) if check.name == "secrets"]
    return found


def test_doctor_names_what_is_lost_and_whose_key_others_read(ctx, data):
    settings.put("sftp_password", PASSWORD, NOW, "before")
    assert judged(ctx).text == "1 kept; 1 of them plain until the next serve"
    given(ctx, smtp_password=PASSWORD)
    assert judged(ctx).good
    (data / KEY_FILE).chmod(0o640)
    assert judged(ctx).text.endswith(f"chmod 600 {data / KEY_FILE}")
    (data / KEY_FILE).unlink()
    assert not judged(ctx).good
    assert judged(ctx).text.startswith("smtp_password can't be read: put back DATA/secrets-key")


def test_without_its_key_a_second_factor_takes_recovery_codes(ctx, data, enrolled):
    totp, codes = enrolled
    (data / KEY_FILE).unlink()
    admin = stored_users.by_name("admin")
    ctx.clock.at += timedelta(seconds=60)
    assert not second_factor.check(ctx, admin, totp.at(ctx.now()))
    assert not second_factor.check(ctx, admin, "")
    assert second_factor.check(ctx, admin, codes[0])
    second_factor.turn_off_for(ctx, admin.id)
    assert sealing.state(ctx).count == 0


def test_a_pending_second_factor_whose_key_is_lost_begins_anew(ctx, data, user):
    first = second_factor.begin(ctx, user).secret
    assert second_factor.begin(ctx, user).secret == first
    (data / KEY_FILE).unlink()
    second = second_factor.begin(ctx, user).secret
    assert second != first
    assert second_factor.begin(ctx, user).secret == second


def test_a_secret_opens_at_its_own_place_alone(ctx):
    given(ctx, smtp_password=PASSWORD)
    settings.put("notice_webhook_secret", settings.get("smtp_password"), NOW, "an intruder")
    with pytest.raises(Refused):
        sealing.setting(ctx, "notice_webhook_secret")


@pytest.mark.parametrize(
    "kept", ["sealed:1:", "sealed:1:AAAA", "sealed:1:not base64!", "sealed:1:é"]
)
def test_what_was_spoiled_opens_nothing(kept):
    with pytest.raises(NoKey):
        Vault((b"k" * 32,)).open(kept, "here")


def test_a_new_key_seals_all_and_the_old_one_opens_nothing(ctx, data, enrolled):
    totp, _codes = enrolled
    given(ctx, smtp_password=PASSWORD)
    before = vault.opened("", data)
    done = sealing.renew(ctx)
    assert (done.count, done.lost) == (2, ())
    assert sealing.setting(ctx, "smtp_password") == PASSWORD
    assert sealing.factor(ctx, stored_users.by_name("admin").id) == totp.secret
    assert len((data / KEY_FILE).read_text().split()) == 1
    with pytest.raises(NoKey):
        before.open(settings.get("smtp_password"), "setting/smtp_password")


def test_what_is_sealed_anew_is_on_the_disk_before_the_old_key_is_gone(ctx, data, monkeypatch):
    """A file's new name is there after a power cut when its directory was synced."""
    given(ctx, smtp_password=PASSWORD)
    done = []
    models.database.obj.connection().set_trace_callback(done.append)
    sync = os.fsync

    def note(number):
        if stat.S_ISDIR(os.fstat(number).st_mode):
            done.append(f"{len((data / KEY_FILE).read_text().split())} keys")
        sync(number)

    monkeypatch.setattr(os, "fsync", note)
    sealing.renew(ctx)
    steps = ["PRAGMA synchronous=FULL", "BEGIN IMMEDIATE", "2 keys", "COMMIT", "1 keys"]
    assert [one for one in done if one in steps] == steps


def test_a_key_made_meanwhile_is_not_forgotten_with_the_older(ctx, data):
    given(ctx, smtp_password=PASSWORD)
    ours = vault.add_key(data)
    theirs = vault.add_key(data)
    vault.forget_older(data, ours)
    assert (data / KEY_FILE).read_text().split() == [theirs, ours]
    vault.forget_older(data, "a key that is gone")
    assert (data / KEY_FILE).read_text().split() == [theirs, ours]


def test_a_new_key_keeps_the_old_ones_while_something_is_lost(ctx, data):
    given(ctx, smtp_password=PASSWORD, sftp_password=PASSWORD)
    settings.put("sftp_password", settings.get("smtp_password"), NOW, "an intruder")
    assert sealing.renew(ctx).lost == ("sftp_password",)
    assert len((data / KEY_FILE).read_text().split()) == 2
    assert sealing.setting(ctx, "smtp_password") == PASSWORD


def test_keys_of_the_configuration_the_first_seals(ctx, data):
    old, new = (base64.urlsafe_b64encode(bytes([n]) * 32).decode() for n in (1, 2))
    first = replace(ctx, config=replace(ctx.config, secrets_key=old))
    given(first, smtp_password=PASSWORD)
    assert not (data / KEY_FILE).exists()
    both = replace(ctx, config=replace(ctx.config, secrets_key=f"{new},{old}"))
    assert sealing.setting(both, "smtp_password") == PASSWORD
    sealing.renew(both)
    last = replace(ctx, config=replace(ctx.config, secrets_key=new))
    assert sealing.setting(last, "smtp_password") == PASSWORD


def test_who_may(ctx, viewer):
    with pytest.raises(Forbidden):
        sealing.renew(viewer)
    with pytest.raises(Invalid):
        preferences.save(ctx, {"smtp_password": PASSWORD, "smtp_port": -1})
    assert settings.get("smtp_password") == ""


def test_a_switchs_password_is_sealed_for_its_address_alone(ctx):
    sealing.renew(ctx)
    sealing.note_switch(ctx, "10.0.0.7:8021", PASSWORD, "core")
    (kept,) = switches.every()
    assert PASSWORD not in kept.password
    assert sealing.password_of(ctx, kept) == PASSWORD
    with pytest.raises(Refused, match="the password of the switch at"):
        sealing.password_of(ctx, replace(kept, address="6.6.6.6:8021"))


def test_a_new_key_opens_the_switchs_password_too_and_it_is_no_secret_that_people_set(ctx):
    sealing.renew(ctx)
    sealing.note_switch(ctx, "10.0.0.7:8021", PASSWORD, "core")
    assert sealing.renew(ctx).count == 0
    (kept,) = switches.every()
    assert sealing.password_of(ctx, kept) == PASSWORD


def test_without_a_key_none_is_made_for_the_switch_and_its_password_is_not_kept(ctx):
    sealing.note_switch(ctx, "10.0.0.7:8021", PASSWORD, "core")
    (kept,) = switches.every()
    assert kept.password == ""
    assert not (ctx.config.data.absolute() / "secrets-key").exists()
    with pytest.raises(Refused, match="its machine has no key"):
        sealing.password_of(ctx, kept)
    assert switches.with_core("core") == kept
    assert switches.with_core("another") is None
