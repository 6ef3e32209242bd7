"""A slice of ``scripts/fuzz-lists``, the same each time; and its oracle sees what it must."""

from pathlib import Path
from random import Random

from tests.core.lists.origins import Origins
from tests.core.lists.told_apart import Style, made_list, records, written
from tests.services.lists.fuzzing import run

FILES = 40


def test_nobody_is_mixed_by_damage(tmp_path: Path) -> None:
    sums = run(12, lambda sums: sums.files >= FILES, tmp_path, lambda _: None)
    assert (sums.mixed, sums.hidden) == (0, 0)
    assert sums.records > sums.rows / 2
    assert len(sums.kinds) > FILES / 2
    assert list(tmp_path.iterdir()) == []


def test_a_record_with_another_persons_phone_has_two_lines() -> None:
    listed = made_list(Random(5), 3)
    right = records(written(listed, Style()).encode())
    origins = Origins(listed.rows, right)
    assert [origins.of(record) for record in right] == [{0}, {1}, {2}]
    phone = listed.keys.index("phone_1")
    listed.rows[0][phone], listed.rows[1][phone] = listed.rows[1][phone], listed.rows[0][phone]
    mixed = records(written(listed, Style()).encode())
    assert [origins.of(record) for record in mixed] == [{0, 1}, {0, 1}, {2}]
    assert [bool(origins.displaced(record)) for record in mixed] == [True, True, False]
