"""Files of do-not-call numbers are read by a worker, to their end whatever is killed."""

import io
from datetime import timedelta

import pytest

from esl_dialer.services.errors import Forbidden, NotFound
from esl_dialer.services.people import dnc, dnc_imports, dnc_lists
from esl_dialer.store import models

ME = "a reader"


def send(ctx, text: bytes, of: int = 0):
    return dnc_imports.begin(ctx, io.BytesIO(text), "numbers.csv", "the regulator", of)


def test_a_file_is_read_in_the_name_of_who_sent_it(ctx):
    chosen = dnc_lists.create(ctx, "Regulator").id
    sent = send(ctx, b"4165550101\n416-555-0102\n41655\n", chosen)
    assert (str(sent.state), dnc.count(ctx, chosen)) == ("waiting", 0)
    assert dnc_imports.work_once(ctx, ME)
    done = dnc_imports.find(ctx, sent.id)
    assert (str(done.state), done.added, done.unread, done.missed) == ("done", 2, 1, [[3, "41655"]])
    assert dnc.find(ctx, "4165550101", chosen).note == "the regulator"
    assert not dnc_imports.work_once(ctx, ME)
    assert not list((ctx.config.data / "dnc").iterdir())
    assert [one.id for one in dnc_imports.latest(ctx, chosen)] == [sent.id]


def test_what_is_no_list_of_numbers_says_so(ctx):
    sent = send(ctx, b"nothing\n")
    assert dnc_imports.work_once(ctx, ME)
    failed = dnc_imports.find(ctx, sent.id)
    assert (str(failed.state), str(failed.error)) == ("failed", "no phone number in this text")


def test_one_whose_reader_was_killed_is_read_by_the_next_a_few_times(ctx):
    sent = send(ctx, b"4165550101\n")
    table = models.DncImport
    held = {"state": "reading", "owner": "gone", "until": ctx.now() + timedelta(seconds=9)}
    table.update(**held, tries=1).execute()
    assert not dnc_imports.work_once(ctx, ME)
    table.update(until=ctx.now()).execute()
    assert dnc_imports.work_once(ctx, ME)
    assert str(dnc_imports.find(ctx, sent.id).state) == "done"
    again = send(ctx, b"4165550102\n")
    table.update(**held | {"until": ctx.now()}, tries=3).where(table.id == again.id).execute()
    assert not dnc_imports.work_once(ctx, ME)
    assert str(dnc_imports.find(ctx, again.id).state) == "failed"


def test_who_may_not_is_refused_and_no_list_is_told(ctx, viewer):
    with pytest.raises(Forbidden):
        send(viewer, b"4165550101\n")
    with pytest.raises(NotFound):
        send(ctx, b"4165550101\n", 99)
    with pytest.raises(NotFound):
        dnc_imports.find(ctx, 99)
