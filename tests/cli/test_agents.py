"""``esl-dialer agent``."""


def test_agents_from_the_command_line(shell):
    made = shell.json("agent", "add", "ann", "1001", "--password-stdin", stdin="a long password\n")
    assert (made["extension"], made["state"], made["campaigns"]) == ("1001", "logged_out", [])
    rows = shell.json("agent", "bulk", "2", "--first", "2001")
    assert [row["username"] for row in rows] == ["agent2001", "agent2002"]
    lines = "username;extension;language\nbob;3001;fr\nann2;3002;\n"
    read = shell.json("agent", "import", "-", stdin=lines)
    assert [(one["username"], one["extension"]) for one in read] == [
        ("bob", "3001"), ("ann2", "3002"),
    ]  # fmt: skip
    for name in ("bob", "ann2"):
        shell.json("agent", "remove", name)
    assert "agent2002" in shell("agent", "list").stdout
    assert shell.json("agent", "extension", "ann", "1009")["extension"] == "1009"
    assert shell("agent", "log-out", "ann").stdout == "ann: logged out\n"
    assert shell.json("agent", "reasons", "Lunch", "Coaching") == ["Lunch", "Coaching"]
    assert "Coaching" in shell("agent", "reasons").stdout
    shell.json("agent", "remove", "ann")
    assert len(shell.json("agent", "list")) == 2


def test_what_is_wrong_is_one_line(shell):
    assert "there is no such agent" in shell.refused("agent", "remove", "nobody")
    assert "no campaign" in shell.refused("agent", "bulk", "2", "--campaign", "Nowhere")
