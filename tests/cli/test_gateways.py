"""``esl-dialer gateway``."""


def test_a_gateway_from_the_command_line(shell):
    made = shell.json("gateway", "add", "trunk", "--weight", "3", "--max-cps", "2.5")
    assert made["dial_string"] == "sofia/gateway/trunk/{number}"
    assert (made["weight"], made["max_cps"], made["up"], made["keys"]) == (3, 2.5, True, "rfc2833")
    changed = shell.json("gateway", "edit", "trunk", "--keys", "info", "--max-channels", "20")
    assert (changed["keys"], changed["max_channels"], changed["weight"]) == ("info", 20, 3)
    assert shell.json("gateway", "disable", "trunk")["enabled"] is False
    assert "disabled" in shell("gateway", "list").stdout
    assert shell("gateway", "enable", "trunk").stdout == "trunk: enabled\n"
    (one,) = shell.json("gateway", "list")
    assert one == changed
    assert shell.json("gateway", "remove", "trunk") == {"removed": "trunk"}


def test_without_any_the_configured_one_is_listed(shell):
    (one,) = shell.json("gateway", "list")
    assert (one["name"], one["configured"]) == ("carrier", True)


def test_what_is_wrong_is_one_line(shell):
    told = shell.refused("gateway", "add", "trunk", "--dial-string", "loopback/{number}")
    assert "write sofia/gateway/NAME/{number}" in told
    assert "there is no gateway 'nobody'" in shell.refused("gateway", "enable", "nobody")
    shell.json("gateway", "add", "trunk")
    assert "already" in shell.refused("gateway", "add", "trunk")
    told = shell.refused("gateway", "add", "other", "--weight", "-1")
    assert told == "esl-dialer: weight: from 0 to 1000"
