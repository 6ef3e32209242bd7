"""``esl-dialer backup``, ``restore``, ``restored`` and ``campaign go-on``."""

from tests.restores import noticed


def unopened(shell):
    """As a command that must not open the database is given it."""
    doors = shell.doors
    shell.doors = lambda: doors().__class__(
        **{name: getattr(doors(), name) for name in doors().__slots__}
        | {"unopened": lambda: shell.ctx}
    )


def test_a_backup_is_made_once(shell, tmp_path):
    file = tmp_path / "one.backup"
    told = shell.json("backup", str(file))
    assert (told["file"], told["kind"], told["size"]) == (str(file), "sqlite", file.stat().st_size)
    assert "there already" in shell.refused("backup", str(file))


def test_a_script_must_say_yes(shell, tmp_path):
    file = tmp_path / "one.backup"
    shell.json("backup", str(file))
    unopened(shell)
    assert "what happened since is lost: say --yes" in shell.refused("restore", str(file))


def test_what_is_put_back_says_so(shell, tmp_path):
    file = tmp_path / "one.backup"
    shell.json("backup", str(file))
    unopened(shell)
    shell.world.database.close()
    told = shell.json("restore", str(file), "--yes")
    assert told["file"] == str(file)
    assert told["kept"].startswith(f"{tmp_path}/dialer.db.before-restore-")


def test_a_wrong_file_is_refused_in_a_line(shell, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("nothing")
    unopened(shell)
    assert "is no whole backup" in shell.refused("restore", str(wrong), "--yes")


def test_a_file_that_is_not_there_is_wrong_usage(shell):
    assert shell("restore", "/nowhere/one.backup").exit_code == 2


def test_what_waits_is_told_and_let_go(shell):
    assert shell("restored").stdout == "this database was never restored\n"
    assert shell.json("restored") is None
    shell.json("campaign", "create", "Spring", "--type", "LB")
    noticed(shell.ctx.now(), {1: 3}, claims=5)
    told = shell("restored").stdout
    assert "calls that were not found: 5 at most" in told
    assert "waits" in told
    assert "say --unknown called, tomorrow or dial" in shell.refused("campaign", "go-on", "1")
    assert "say --yes" in shell.refused("campaign", "go-on", "1", "--unknown", "dial")
    done = shell("campaign", "go-on", "Spring", "--unknown", "called")
    assert done.stdout == "Spring: goes on; 0 records counted as called\n"
    assert shell.json("restored")["campaigns"][0]["word"] == "called"
    assert "it does not wait" in shell.refused("campaign", "go-on", "Spring")


def test_where_nobody_may_have_been_called_no_word_is_asked_for(shell):
    shell.json("campaign", "create", "Spring", "--type", "LB")
    noticed(shell.ctx.now(), {1: 0}, claims=0)
    told = shell.json("campaign", "go-on", "Spring")
    assert told == {"campaign": "Spring", "word": "called", "records": 0}


def test_before_the_switch_was_asked_it_says_what_to_do(shell):
    shell.json("campaign", "create", "Spring", "--type", "LB")
    noticed(shell.ctx.now(), {}, asked=False)
    assert "the switch was not asked yet: start the dialer" in shell("restored").stdout
    assert "start the dialer" in shell.refused("campaign", "go-on", "Spring")
