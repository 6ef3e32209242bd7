"""Counts of pages that went wrong are told by the check, and mended by counting anew."""

from esl_dialer.services.system import recounting
from esl_dialer.store import models
from esl_dialer.store.accounts import audit_trail
from tests.store.rows import a_campaign, a_record


def test_wrong_counts_are_told_and_mended(ctx):
    a_record(a_campaign(), "+14165550100")
    assert recounting.check(ctx).good
    models.RecordTally.update(records=7).execute()
    wrong = recounting.check(ctx)
    assert not wrong.good
    assert wrong.text == "1 counts of record_tally are wrong: esl-dialer recount"
    recounting.recount(ctx)
    assert recounting.check(ctx).good
    assert [entry.action for entry in audit_trail.page("", "counts", 0, 5)] == ["counts.recount"]
