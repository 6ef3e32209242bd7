"""Agents as a file has them."""

import pytest

from esl_dialer.core.agents.agent_file import AgentFileError, Line, read


def test_columns_by_name_in_any_order_and_lines_with_nothing_are_passed_over():
    text = "\ufeffExtension;User name;Campaigns\r\n1001; ann ;Spring; \r\n;;\r\n1002;bob;\r\n"
    assert read(text, 9) == [
        Line(2, "ann", "1001", campaigns=("Spring",)),
        Line(4, "bob", "1002"),
    ]


def test_several_campaigns_stand_in_quotes():
    (line,) = read('username,extension,campaigns\nann,1001,"Spring; Fall"\n', 9)
    assert line.campaigns == ("Spring", "Fall")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "username is missing"),
        ("username\nann\n", "extension is missing"),
        ("username,extension,shoe\nann,1,9\n", "shoe"),
        ("username,extension\n", "from 1 to 2"),
        ("username,extension\n" + "a,1\n" * 3, "from 1 to 2"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(text, why):
    with pytest.raises(AgentFileError, match=why):
        read(text, 2)
