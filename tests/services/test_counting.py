"""Counts of pages that went wrong are told by the check, and mended by counting anew."""

from esl_dialer.services import counting
from esl_dialer.store import audit, models
from tests.store.rows import a_campaign, a_record


def test_wrong_counts_are_told_and_mended(ctx):
    a_record(a_campaign(), "+14165550100")
    assert counting.check(ctx).good
    models.RecordTally.update(records=7).execute()
    wrong = counting.check(ctx)
    assert not wrong.good
    assert wrong.text == "1 counts of record_tally are wrong: esl-dialer recount"
    counting.recount(ctx)
    assert counting.check(ctx).good
    assert [entry.action for entry in audit.page("", "counts", 0, 5)] == ["counts.recount"]
