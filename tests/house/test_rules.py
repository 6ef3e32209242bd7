"""Every rule that can say no is explained to the people who read it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_rule_is_in_the_user_guide() -> None:
    files = sorted((ROOT / "esl_dialer" / "core" / "rules").glob("*_rules.py"))
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    rules = set(re.findall(r"Reason\(\s*\"(\w+)\"", code))
    guide = (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8")
    assert len(rules) > 10
    assert not {rule for rule in rules if f"`{rule}`" not in guide}
