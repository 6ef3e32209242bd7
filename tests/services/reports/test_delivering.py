"""Two tries of one day's file at once: the journal says whose file it is."""

from dataclasses import replace
from datetime import date

import pytest

from esl_dialer.core.reports.delivery import Delivery, NotDelivered, SftpTarget, Stage
from esl_dialer.services.reports.delivering import Parcel, deliver
from esl_dialer.store.reports import deliveries
from tests.store.rows import NOW

DAY = date(2026, 11, 23)
TARGET = SftpTarget("sftp.test", 22, "floor", "secret", "", "", ".")


class Receiver:
    """Takes everything; ``meanwhile`` happens as the part is renamed."""

    def __init__(self, meanwhile) -> None:
        self.meanwhile = meanwhile

    def upload(self, target, path, delivery, stale) -> bool:
        return True

    def publish(self, target, delivery) -> bool:
        self.meanwhile(delivery)
        return True


def parcel(tmp_path):
    return Parcel(DAY, tmp_path / "results.csv", lambda: 3)


def test_a_try_that_another_took_over_as_it_renamed_has_not_delivered(ctx, tmp_path):
    other = Delivery("results.csv", ".other.part", TARGET.place, Stage.UPLOADING, 3)
    receiver = Receiver(lambda _: deliveries.begin(DAY, other, NOW))
    with pytest.raises(NotDelivered, match="took over"):
        deliver(ctx, TARGET, receiver, parcel(tmp_path))
    assert deliveries.of_day(DAY) == other


def test_a_part_that_two_tries_finish_is_delivered(ctx, tmp_path):
    def finish(delivery):
        assert deliveries.advance(DAY, delivery, Stage.DELIVERED, NOW)

    done, _ = deliver(ctx, TARGET, Receiver(finish), parcel(tmp_path))
    assert deliveries.of_day(DAY) == replace(done, stage=Stage.DELIVERED)
