"""doctor looks at everything that can stop dialing, and one check that breaks hides no other."""

import os
import shutil
from collections import namedtuple
from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.says import Says
from esl_dialer.core.words import RecordAudio
from esl_dialer.esl import strangers
from esl_dialer.services.errors import ServiceError
from esl_dialer.services.system import doctor, machine_checks
from esl_dialer.store import models
from esl_dialer.store.database import StoreAway, StoreReplaced
from esl_dialer.store.law import laws
from esl_dialer.store.speech import audio
from esl_dialer.store.system import leases
from tests.core.law.test_packs import FREEDONIA
from tests.store.held_lock import HeldLock
from tests.store.rows import a_campaign, a_record

Usage = namedtuple("Usage", "total used free")
AS_ROOT = os.geteuid() == 0


def no_switch(_questions):
    raise ServiceError(
        Says("no switch answers at {host}: {error}", host="h:22", error=strangers.SSH)
    )


def a_switch(questions):
    told = {
        "version": "FreeSWITCH Version 1.11.3-simulated",
        "status": "200 session(s) max",
        "sofia status gateway carrier": "State NOREG\nStatus UP",
    }
    return {question: told.get(question, "") for question in questions}


def checks(ctx, probe=a_switch):
    return {one.name: one for one in doctor.examine(ctx, probe)}


def bad(ctx, name, probe=a_switch):
    found = checks(ctx, probe)[name]
    assert not found.good
    return found.text


def engine_says(ctx, **switch):
    leases.acquire("engine-1", ctx.now())
    leases.renew("engine-1", ctx.now(), {"switch": switch})


def test_an_installation_that_is_well(ctx):
    ctx.config.data.mkdir(exist_ok=True)
    engine_says(ctx, up=True, version="FreeSWITCH")
    found = checks(ctx)
    assert list(found) == ["data", "disk", "time zones", "sox", "database", "audio", "switch",
                           "switch sessions", "gateway carrier", "engine", "restored", "gates",
                           "law", "lists", "audio jobs", "secrets", "daily tasks",
                           "notices"]  # fmt: skip
    assert [one for one in found.values() if not one.good] == []
    assert found["database"].text.endswith("dialer.db, written to")
    assert not models.Lease.select().where(models.Lease.name != leases.ENGINE).exists()


def test_a_database_that_another_holds(ctx):
    lock = HeldLock(ctx.config.data / "dialer.db", 1e9)
    models.database.obj.patience = lock.patience()
    told = bad(ctx, "database")
    assert "another process has been writing for 5 s: 'fuser -v " in told
    assert lock.passed == pytest.approx(doctor.WRITE_S)
    lock.other.close()


def test_a_database_that_can_not_be_written(ctx, monkeypatch):
    models.database.execute_sql("PRAGMA query_only=1")
    monkeypatch.setattr(doctor.write_check, "connection", models.database.atomic)
    assert "look at the mode and the owner" in bad(ctx, "database")
    models.database.execute_sql("PRAGMA query_only=0")


def test_a_database_that_is_not_there_is_told_beside_all_else(ctx):
    error = StoreAway('connection to "db.test" failed: Connection refused\n\tIs it running?')
    found = {one.name: one for one in doctor.without_database(ctx, no_switch, error)}
    assert list(found) == ["data", "disk", "time zones", "sox", "database", "switch"]
    assert found["database"].text.endswith("failed: Connection refused Is it running?")
    assert "an SSH server answers there" in found["switch"].text


def test_a_database_whose_file_was_replaced_says_what_to_do(ctx):
    error = StoreReplaced("the file of the database was replaced while the engine a:1 runs")
    found = {one.name: one for one in doctor.without_database(ctx, no_switch, error)}
    assert found["database"].text.endswith(
        "while the engine a:1 runs: stop the dialer, put the right file in its place, "
        "and start it again"
    )


def test_the_databases_password_is_told_to_nobody(ctx):
    config = replace(ctx.config, database="postgresql://dialer:hush@db.test/dialer")
    away = replace(ctx, config=config)
    [told] = [
        one.text
        for one in doctor.without_database(away, no_switch, StoreAway("no"))
        if one.name == "database"
    ]
    assert told == "postgresql://db.test/dialer: no"


def test_a_disk_without_room(ctx, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 30, 1 << 30, 1 << 20))
    assert bad(ctx, "disk") == "1 MB free, at least 500 wanted"


def test_an_audio_directory_that_is_gone(ctx):
    campaign = a_campaign()
    record = a_record(campaign, "+14165550101")
    told = bad(ctx, "audio")
    assert "is gone, and messages are spoken" in told
    models.Record.update(audio=RecordAudio.NONE).where(models.Record.id == record).execute()
    assert checks(ctx)["audio"].text.endswith("nothing is spoken yet")


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
def test_an_audio_directory_that_we_may_not_write(ctx):
    ctx.config.audio_dir.mkdir(parents=True)
    ctx.config.audio_dir.chmod(0o500)
    assert "we may not read and write it" in bad(ctx, "audio")
    ctx.config.audio_dir.chmod(0o700)


def test_an_audio_directory_that_we_may_not_write_is_asked_of_the_system(ctx, monkeypatch):
    ctx.config.audio_dir.mkdir(parents=True)
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)
    assert "we may not read and write it" in bad(ctx, "audio")


def test_who_answers_in_place_of_the_switch(ctx):
    assert bad(ctx, "switch", no_switch) == f"no switch answers at h:22: {strangers.SSH}"


def test_an_engine_that_does_not_reach_the_switch_though_we_do(ctx):
    engine_says(ctx, up=False, why=strangers.ACL.packed())
    assert bad(ctx, "engine") == f"engine-1 does not reach the switch: {strangers.ACL}"


def test_gates_that_are_made_anew_are_counted_and_wait_for_an_engine(ctx):
    campaign = a_campaign()
    a_record(campaign, "+14165550100")
    models.GateRenewal.create(campaign=campaign)
    assert "of 1 record the place is not worked out anew" in bad(ctx, "gates")
    engine_says(ctx, up=True, version="FreeSWITCH")
    found = checks(ctx)["gates"]
    assert found.good
    assert "every law of their zones" in found.text


def test_an_added_pack_that_does_not_fit_and_one_that_is_old(ctx):
    old = FREEDONIA.replace("2026-11-30", "2026-01-01")
    laws.put_pack("us-pa.toml", old, "ours", "ann", ctx.now())
    assert "us-pa.toml takes the place of a shipped pack that is newer" in bad(ctx, "law")
    laws.put_pack("xg.toml", "jurisdiction = 5", "ours", "ann", ctx.now())
    assert "xg.toml does not fit this release, nobody is called" in bad(ctx, "law")


def test_zone_data_that_is_too_old_says_of_whom(ctx, monkeypatch):
    monkeypatch.setattr(machine_checks, "stale_zones", lambda: frozenset(("America/Winnipeg",)))
    assert "nobody in America/Winnipeg is called" in bad(ctx, "time zones")


def test_no_engine(ctx):
    assert "esl-dialer serve" in bad(ctx, "engine")


def test_audio_that_nobody_speaks(ctx):
    job = audio.add_job(a_campaign(), "new", ctx.now())
    assert checks(ctx)["audio jobs"].good
    ctx.clock.at += audio.STALE
    assert bad(ctx, "audio jobs").startswith("1 job to be spoken, and nobody speaks")
    assert audio.take_job(job, "worker", ctx.now())
    audio.add_job(a_campaign(), "new", ctx.now() - timedelta(hours=1))
    assert checks(ctx)["audio jobs"].good
    ctx.clock.at += 2 * audio.STALE
    assert bad(ctx, "audio jobs").startswith("2 jobs")


def test_a_key_file_that_we_can_not_read(ctx, monkeypatch):
    (ctx.config.data / "secrets-key").write_text("x")
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)
    assert "we can't read" in bad(ctx, "secrets")


@pytest.mark.parametrize("broken", ["_audio", "_engine", "_lists", "_secrets", "_notices"])
def test_a_check_that_breaks_hides_no_other(ctx, monkeypatch, broken):
    def breaks(_ctx):
        raise KeyError("of our own")

    whole = len(doctor.examine(ctx, a_switch))
    monkeypatch.setattr(doctor, broken, breaks)
    found = doctor.examine(ctx, a_switch)
    assert len(found) == whole
    assert sum("can't be looked at" in one.text for one in found) == 1
    assert not any("KeyError" in one.text for one in found)


def test_sox_that_can_not_be_run(ctx, monkeypatch):
    monkeypatch.setattr(machine_checks.shutil, "which", lambda _: "/nowhere/sox")
    assert "can't be run" in bad(ctx, "sox")
