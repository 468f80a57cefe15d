"""Bad input and faults: one clear sentence in the reader's language, the right exit code, no traceback, nothing lost."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_program import COMMAND, Ran

from simulator.__main__ import main
from simulator.sessions.store import open_save

Run = Callable[..., Any]
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")
ADVANCE = '{"command": "clock.advance", "fields": {"minutes": 5}}\n'


def clear(ran: Ran, code: int = 2) -> None:
    """One sentence on standard error, and nothing else."""
    assert ran.code == code, ran
    assert ran.out == "", ran
    assert len(ran.err.strip().splitlines()) == 1, ran.err
    assert "Traceback" not in ran.err
    assert "failed (" not in ran.err, ran.err  # the sentence for what nobody foresaw


# -- words that are not there ---------------------------------------------------------------------------------

MISTYPED = [
    (("bot", "reference", "t2", "--seed", "1"), "t1"),
    (("bot", "reference", "nowhere/t1", "--seed", "1"), "scenario"),
    (("bot", "referense", "t1", "--seed", "1"), "reference"),
    (("bot", "mistake:carelss", "t1", "--seed", "1"), "mistake:careless"),
    (("bot", "reference", "t1", "--seed", "-1"), "2"),
    (("bot", "reference", "t1", "--seed", "x"), "--seed"),
    (("bot", "reference", "t1", "--seed", "1.5"), "--seed"),
    (("bot", "reference", "t1", "--seed", str(2**63)), str(2**63 - 1)),
    (("bot", "reference", "t1"), "--seed"),
    (("bot", "reference", "t1", "--seeds", "1"), "--seed"),
    (("bot", "reference", "t1", "--seed", "1", "more"), "more"),
    (("bot",), "--help"),
    (("drive", "t9", "--seed", "1"), "t1"),
    (("drive", "t1", "--seed", "one"), "--seed"),
    (("play", "t9"), "t1"),
    (("play", "t1", "--seed", "one"), "--seed"),
    (("play", "t1", "--sed", "1"), "--seed"),
    (("show", "nothing"), "storesim saves"),
    (("score", "nothing.storesim"), "nothing.storesim"),
    (("verify", "nothing"), "nothing"),
    (("replay", "nothing"), "nothing"),
    (("commands", "orders.selct"), "orders.select"),
    (("standard", "11.1.99"), "11.1"),
    (("pack", "check", "nowhere"), "nowhere"),
    (("pack", "check", "."), "pack.yaml"),
    (("pack", "chek", "."), "check"),
    (("verfy", "x"), "verify"),
    (("--verzion",), "--version"),
    (("show",), "--help"),
]


@pytest.mark.parametrize(("argv", "says"), MISTYPED, ids=[" ".join(a) for a, _ in MISTYPED])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_mistyped(here: Run, argv: tuple[str, ...], says: str, lang: str) -> None:
    ran = here(*argv, "--lang", lang)
    clear(ran)
    says = "场景" if says == "scenario" and lang == "zh" else says
    assert says in ran.err
    chinese = any("\u4e00" <= c <= "\u9fff" for c in ran.err)
    assert chinese == (lang == "zh"), ran.err


@pytest.mark.parametrize("argv", [("--lang", "fr", "saves"), ("saves", "--lang"), ("saves", "--lang=")])
def test_a_language_we_do_not_have(here: Run, argv: tuple[str, ...]) -> None:
    ran = here(*argv)
    assert ran.code == 2
    assert "--lang" in ran.err
    assert len(ran.err.splitlines()) == 2  # in both we have


def test_a_wrong_variable_gives_way_to_a_right_flag(here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORESIM_LANG", "klingon")
    assert "STORESIM_LANG" in here("saves").err
    assert here("saves", "--lang", "en").code == 0


def test_view_and_key_that_are_not_there(here: Run, save: Path) -> None:
    for argv, says in ((("ordrs",), "orders"), (("order",), "A"), (("order", "A1"), "A"), (("orders", "A1"), "list")):
        ran = here("show", str(save), *argv)
        clear(ran)
        assert says in ran.err
    clear(here("score", str(save), "--attempt", "none"))
    clear(here("verify", str(save), "--attempt", "none"))


# -- saves that cannot be used --------------------------------------------------------------------------------


def _commands(path: Path) -> list[tuple[str, ...]]:
    return [("score", str(path)), ("show", str(path), "orders"), ("replay", str(path)), ("verify", str(path)),
            ("drive", "t1", "--seed", "7", "--save", str(path))]  # fmt: skip


def _rows(path: Path) -> list[Any]:
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT * FROM journal ORDER BY seq").fetchall()


def _not_a_save(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + b"x" * 4000)


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE schema_version SET version = 99")


def _other_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")


@pytest.mark.parametrize("spoil", [_not_a_save, _newer, _other_database])
def test_other_files(here: Run, save: Path, spoil: Callable[[Path], None]) -> None:
    spoil(save)
    before = save.read_bytes()
    for argv in _commands(save):
        ran = here(*argv)
        clear(ran)
        assert save.name in ran.err
    assert save.read_bytes() == before


def test_a_save_that_was_cut_short(here: Run, save: Path) -> None:
    whole = save.read_bytes()
    for part in (10, 99, 5000, len(whole) // 2, len(whole) - 4096):
        save.write_bytes(whole[:part])
        for argv in _commands(save):
            ran = here(*argv)
            if argv[0] == "verify" and ran.code == 1:
                assert ran.out
                assert not ran.err
            else:
                clear(ran)


def test_flipped_bits(here: Run, save: Path) -> None:
    whole = save.read_bytes()
    luck = random.Random(1)
    seen = set()
    for _ in range(60):
        spoilt = bytearray(whole)
        spoilt[luck.randrange(len(spoilt))] ^= 1 << luck.randrange(8)
        save.write_bytes(spoilt)
        verified = here("verify", str(save))
        seen.add(verified.code)
        assert verified.code in (0, 1, 2, 3), verified
        assert "Traceback" not in verified.err
        assert "failed (" not in verified.err, verified.err
        scored = here("score", str(save))
        assert scored.code in (0, 2)
        assert "failed (" not in scored.err, scored.err
        if verified.code == 1 and "row" in verified.out:
            clear(scored)
    assert {0, 1} <= seen


@pytest.mark.parametrize("column", ["attempt", "seq", "first", "minute", "wall", "payload", "digest"])
def test_verify_names_the_changed_row(here: Run, save: Path, column: str) -> None:
    luck = random.Random(column)
    whole = save.read_bytes()
    with sqlite3.connect(save) as connection:
        rows = connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    for row in luck.sample(range(rows), 5):
        save.write_bytes(whole)
        with sqlite3.connect(save) as connection:
            if column in ("payload", "digest"):
                (value,) = connection.execute(f"SELECT {column} FROM journal WHERE seq = ?", (row,)).fetchone()
                at = luck.randrange(len(value))
                changed: Any = value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]
            else:
                changed = "other" if column == "attempt" else 1_000_000_007
            connection.execute(f"UPDATE journal SET {column} = ? WHERE seq = ?", (changed, row))
        ran = here("verify", str(save))
        assert ran.code == 1, (row, ran)
        assert str(row) in ran.out
        answer = json.loads(here("verify", str(save), "--json").out)
        assert answer["attempts"][0]["row"] == row


def test_verify_misses_a_removed_tail_and_a_forged_list(here: Run, save: Path) -> None:
    whole = save.read_bytes()
    for statement in (
        "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
        "DELETE FROM journal WHERE seq > 3",
        "UPDATE attempt SET rows = rows + 1",
        "UPDATE attempt SET seed = '8'",
        "UPDATE attempt SET scenario = '11.1'",
        "UPDATE attempt SET state = 'closed', head = x'00'",
    ):
        save.write_bytes(whole)
        with sqlite3.connect(save) as connection:
            connection.execute(statement)
        assert here("verify", str(save)).code == 1, statement


def test_a_forged_journal_with_a_right_chain_differs(here: Run, save: Path) -> None:
    """Somebody rewrites the rows and links them anew: playing the commands again shows it, and where."""
    from simulator.kernel.journal import START, link

    with sqlite3.connect(save) as connection:
        rows = connection.execute(
            "SELECT attempt, seq, first, minute, wall, payload FROM journal ORDER BY seq"
        ).fetchall()
        target = next(r[1] for r in rows if r[1] and b'"event":"message.arrived"' in r[5])
        previous = stored = START
        for attempt, seq, first, minute, wall, payload in rows:
            if seq == target:
                payload = re.sub(rb'"subject":..zh":"', rb"\g<0>x", payload)
            if seq == len(rows) - 1:
                payload = payload.replace(stored.hex().encode(), previous.hex().encode())
            (stored,) = connection.execute("SELECT digest FROM journal WHERE seq = ?", (seq,)).fetchone()
            previous = link(previous, attempt, seq, first, minute, wall, payload)
            connection.execute("UPDATE journal SET payload = ?, digest = ? WHERE seq = ?", (payload, previous, seq))
        connection.execute("UPDATE attempt SET head = ?", (previous,))
    ran = here("verify", str(save), "--json")
    assert ran.code == 1, ran
    found = json.loads(ran.out)["attempts"][0]
    assert found["row"] == target
    assert found["difference"]["stored"] != found["difference"]["again"]


def test_other_rules_and_missing_packs_cannot_be_repeated(
    here: Run, save: Path, monkeypatch: pytest.MonkeyPatch, packs: Path
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("simulator.sessions.verify.RULES_VERSION", "next")
        ran = here("verify", str(save))
        assert ran.code == 3, ran
        assert "chain is intact" in ran.out
        assert "compliance 100" in ran.out  # checked all the same
    other = save.parent / "changed"
    shutil.copytree(packs, other)
    (other / "pack.yaml").write_text(
        (packs / "pack.yaml").read_text(encoding="utf-8").replace("0.0.1", "0.0.2"), encoding="utf-8"
    )
    monkeypatch.setenv("STORESIM_PACKS", str(other))
    ran = here("verify", str(save))
    assert ran.code == 3, ran
    assert "0.0.2" in ran.out
    assert here("score", str(save)).code == 0
    monkeypatch.setenv("STORESIM_PACKS", "")
    ran = here("verify", str(save))
    assert ran.code == 3, ran
    assert "the same bytes" in ran.out
    clear(here("score", str(save)))
    assert here("show", str(save), "orders").code == 0
    assert here("replay", str(save)).code == 0


def test_a_save_that_is_in_use(there: Run, folders: Path) -> None:
    path = folders / "busy.storesim"
    assert there("drive", "t1", "--seed", "1", "--save", str(path), stdin=ADVANCE).code == 0
    with open_save(path, create=False):
        for argv in (
            ("drive", "t1", "--seed", "1", "--save", str(path)),
            ("bot", "idle", "t1", "--seed", "1", "--save", str(path)),
        ):
            ran = there(*argv, stdin=ADVANCE)
            clear(ran)
            assert "in use" in ran.err
        assert there("show", str(path), "orders").code == 0  # reading goes on beside it
    assert there("drive", "t1", "--seed", "1", "--save", str(path), stdin=ADVANCE).code == 0


def test_a_save_of_another_scenario_or_seed_or_at_its_end(here: Run, there: Run, save: Path) -> None:
    before = _rows(save)
    for argv in (
        ("drive", "t1", "--seed", "8", "--save", str(save)),
        ("drive", "11.1", "--seed", "7", "--save", str(save)),
        ("drive", "t1", "--seed", "7", "--save", str(save)),
        ("bot", "idle", "t1", "--seed", "7", "--save", str(save)),
    ):
        if argv[1] == "11.1" and "11.1" not in there("standard", "11.1.1").out:
            continue
        clear(there(*argv, stdin=ADVANCE))
    assert _rows(save) == before
    clear(here("bot", "idle", "t1", "--seed", "1", "--save", str(save.parent / "no" / "such" / "x.storesim")))
    clear(here("bot", "idle", "t1", "--seed", "1", "--save", str(save.parent)))


@posix
def test_a_disk_that_fills_up(folders: Path) -> None:
    import resource

    path = folders / "full.storesim"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (330_000, 330_000))

    done = subprocess.run(
        [*COMMAND, "drive", "t1", "--seed", "1", "--save", str(path)], input=ADVANCE.encode() * 400, capture_output=True,
        preexec_fn=limit, check=False, timeout=120,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == 400
    good = [a for a in answers if a["ok"]]
    assert 0 < len(good) < 400
    assert answers[-1]["error"]["code"] == "full"
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    minute = good[-1]["views"]["clock"]["minute"]
    after = subprocess.run(
        [*COMMAND, "drive", "t1", "--seed", "1", "--save", str(path)],
        input=b'{"command": "view"}\n',
        capture_output=True,
        check=True,
    )
    assert json.loads(after.stdout)["views"]["clock"]["minute"] == minute


@posix
def test_a_save_that_may_not_be_written() -> None:
    """As a user without rights: reading works, playing on is refused in a sentence."""
    if os.geteuid() != 0:
        pytest.skip("needs root to become somebody else")
    place = Path(tempfile.mkdtemp(dir="/tmp"))
    try:
        path = place / "a.storesim"
        assert main(["bot", "idle", "first", "--seed", "1", "--save", str(path), "--lang", "en"]) in (0, 2)
        if not path.exists():
            pytest.skip("no shipped scenario to play")
        place.chmod(stat.S_IRWXU | stat.S_IROTH | stat.S_IXOTH)
        path.chmod(stat.S_IRUSR | stat.S_IROTH)
        notes = place.parent / f"{place.name}.txt"
        child = os.fork()
        if not child:
            handle = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
            os.dup2(handle, 1)
            os.dup2(handle, 2)
            sys.stdout = sys.stderr = open(1, "w", closefd=False)  # noqa: SIM115
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            ends = [
                main(["score", str(path), "--json", "--lang", "en"]),
                main(["bot", "idle", "first", "--seed", "1", "--save", str(path), "--lang", "en"]),
            ]
            print(f"\nends {ends}", flush=True)
            os._exit(0)
        os.waitpid(child, 0)
        said = notes.read_text(encoding="utf-8")
        notes.unlink()
        assert "ends [0, 2]" in said
        assert "cannot be written" in said
    finally:
        shutil.rmtree(place)


# -- streams --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "env",
    [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"},
     {"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "xx_YY.ISO-8859-1", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=str,
)  # fmt: skip
def test_a_locale_without_utf8(there: Run, save: Path, env: dict[str, str]) -> None:
    ran = there("show", str(save), "orders", "--lang", "zh", **env)
    assert ran.code == 0
    assert "买家" in ran.out
    ran = there("score", "没有", "--lang", "zh", **env)
    assert ran.code == 2
    assert "没有存档" in ran.err
    ran = there("drive", "t1", "--seed", "1", "--lang", "zh", stdin='{"id": "编号", "command": "没有"}', **env)
    assert json.loads(ran.out)["id"] == "编号"


@posix
def test_a_file_name_that_is_not_utf8(folders: Path) -> None:
    done = subprocess.run([*COMMAND, "score", b"\xff\xfe"], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    done.stderr.decode()


@posix
@pytest.mark.parametrize("redirect", ["> /dev/full", ">&-"])
@pytest.mark.parametrize(
    "argv", ["saves", "commands", "show {save} orders", "score {save} --json", "standard", "drive t1 --seed 1"]
)
def test_nowhere_to_write(folders: Path, save: Path, argv: str, redirect: str) -> None:
    if redirect == "> /dev/full" and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    line = f"exec {sys.executable} -m simulator {argv.format(save=save)} {redirect}"
    done = subprocess.run(["/bin/sh", "-c", line], input=ADVANCE.encode(), capture_output=True, check=False)
    assert done.returncode == 2, done
    assert len(done.stderr.decode().splitlines()) == 1, done.stderr


@posix
def test_closed_standard_input(folders: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m simulator drive t1 --seed 1 <&-"], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1


@posix
@pytest.mark.parametrize(
    "argv", ["replay {save} --no-pager", "commands --json", "standard --json", "show {save} rules"]
)
def test_a_reader_that_leaves(folders: Path, save: Path, argv: str) -> None:
    line = f"{sys.executable} -m simulator {argv.format(save=save)} | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", line], capture_output=True, check=False)
    assert done.stderr == b""
    assert done.stdout.splitlines()[-1] == b"0"


# -- being stopped --------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_stopped_while_driving(folders: Path, number: signal.Signals, code: int) -> None:
    path = folders / "stopped.storesim"
    line = [*COMMAND, "drive", "t1", "--seed", "1", "--save", str(path)]
    process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    assert process.stderr
    for _ in range(5):
        process.stdin.write(ADVANCE.encode())
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        assert answer["ok"]
    process.send_signal(number)
    assert process.wait(20) == code
    said = process.stderr.read().decode()
    assert "Traceback" not in said
    assert len(said.splitlines()) == (0 if number == signal.SIGKILL else 1)
    for pipe in (process.stdin, process.stdout, process.stderr):
        pipe.close()
    after = subprocess.run(line, input=b'{"command": "view"}\n', capture_output=True, check=True)
    assert json.loads(after.stdout)["views"]["clock"]["minute"] == answer["views"]["clock"]["minute"]
    assert subprocess.run([*COMMAND, "verify", str(path)], capture_output=True, check=False).returncode == 0


@posix
def test_stopped_while_a_bot_plays(folders: Path) -> None:
    path = folders / "bot.storesim"
    process = subprocess.Popen(
        [*COMMAND, "bot", "spam", "t1", "--seed", "1", "--save", str(path)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    until = time.monotonic() + 20
    wal = Path(f"{path}-wal")
    while time.monotonic() < until and process.poll() is None and not (wal.exists() and wal.stat().st_size > 200_000):
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    if process.returncode != 0:  # it may have been faster
        assert process.returncode == 130
        assert len(said.decode().splitlines()) == 1
    assert subprocess.run([*COMMAND, "verify", str(path)], capture_output=True, check=False).returncode == 0


@posix
@pytest.mark.slow
def test_killed_at_random_moments(folders: Path) -> None:
    """What the driver acknowledged is there on the next start, however it ended."""
    luck = random.Random(5)
    path = folders / "killed.storesim"
    line = [*COMMAND, "drive", "t1", "--seed", "1", "--save", str(path)]
    request = b'{"command": "record.open", "fields": {"view": "order", "key": "none"}}\n'  # a fact without sim minutes
    requests, answers = folders / "requests", folders / "answers"
    requests.write_bytes(request * 3000)
    known = 0
    for _ in range(25):
        # files, not pipes: neither side can be left waiting for the other
        with requests.open("rb") as source, answers.open("wb") as sink:
            process = subprocess.Popen(line, stdin=source, stdout=sink)
            until = time.monotonic() + 20
            while time.monotonic() < until and not answers.stat().st_size:
                time.sleep(0.005)
            time.sleep(luck.random() * 0.15)
            process.kill()
            process.wait()
        whole = [x for x in answers.read_bytes().splitlines(keepends=True) if x.endswith(b"\n")]
        answered = [json.loads(x) for x in whole]
        acknowledged = answered[-1]["events"][-1]["seq"]
        with sqlite3.connect(path) as connection:
            rows = connection.execute("SELECT first FROM journal ORDER BY seq").fetchall()
        assert rows[-1][0] >= acknowledged > known
        known = rows[-1][0]
    assert subprocess.run([*COMMAND, "verify", str(path)], capture_output=True, check=False).returncode == 0
