"""`storesim hall serve` as a command: what it says, what it refuses, and where the database's password stands."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from servedhall import ROOT, Hall, until

from simulator.cli.hall.serve import database_url
from simulator.exams.serving.child import told
from simulator.exams.serving.starting import environment

SECRET = "hunter2secret"


def storesim(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "simulator", "--lang", "en", "hall", "serve", *words],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ, **env}, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--port", "70000"], "--port is from 0 to 65535, not 70000."),
        (["--most", "0"], "--most is from 1 to 2000, not 0."),
        (["--idle", "1"], "--idle is from 10 to 86400, not 1."),
        (["--public-url", "exam.example"], "--public-url 'exam.example' is no address"),
        (["--database", "/no/such/folder/hall.db"], "/no/such/folder"),
        (["--database", "mysql://x/y"], "mysql"),
    ],
)
def test_what_is_wrong_is_one_sentence(words: list[str], said: str) -> None:
    done = storesim(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_an_exam_that_is_not_there(hall: Hall) -> None:
    done = storesim("no such exam", "--database", hall.database)
    assert done.returncode == 2
    assert "There is no exam 'no such exam'" in done.stderr


def test_a_database_that_is_down_is_told_without_its_password() -> None:
    url = f"postgresql+psycopg://exam:{SECRET}@127.0.0.1:1/hall"
    for done in (storesim("--database", url), storesim(STORESIM_HALL=url)):
        assert done.returncode == 2
        assert SECRET not in done.stdout + done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes by /proc")
@pytest.mark.parametrize("glued", [False, True])
def test_the_password_stands_in_no_list_of_processes(glued: bool) -> None:
    """The program starts itself anew without it before it does anything else. (The address leads nowhere and waits.)"""
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"postgresql+psycopg://exam:{SECRET}@127.0.0.1:{silent.getsockname()[1]}/hall"
        words = [f"--database={url}"] if glued else ["--database", url]
        process = subprocess.Popen(
            [sys.executable, "-m", "simulator", "hall", "serve", *words], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        try:
            silent.settimeout(60)
            line, _ = silent.accept()  # it has got as far as asking the database
            shown = Path(f"/proc/{process.pid}/cmdline").read_bytes()
            assert b"hall\0serve" in shown
            assert SECRET.encode() not in shown
            for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
                assert SECRET.encode() not in Path(f"/proc/{child}/cmdline").read_bytes()
                assert SECRET.encode() not in Path(f"/proc/{child}/environ").read_bytes()
            line.close()
        finally:
            process.terminate()
            until(lambda: process.poll() is not None or time.sleep(0.05), "it ended")


def test_which_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORESIM_CLASSES", "classes.db")
    monkeypatch.delenv("STORESIM_HALL", raising=False)
    assert database_url("") == "classes.db"
    monkeypatch.setenv("STORESIM_HALL", "hall.db")
    assert database_url("") == "hall.db"
    assert database_url("named.db") == "named.db"


def test_a_served_program_gets_little_of_the_environment() -> None:
    given = environment({
        "PATH": "/bin", "AWS_SECRET": "x", "SSH_AUTH_SOCK": "x", "STORESIM_HALL": "postgresql://x", "STORESIM_CLASSES": "x", "LC_ALL": "C",
        "PYTHONSTARTUP": "x.py", "EDITOR": "vi", "STORESIM_HALL_KEY": "k", "DISPLAY": ":0", "BASH_ENV": "x", "PAGER": "less",
    })  # fmt: skip
    assert {k for k in given if not k.startswith(("TEXTUAL", "TERM_"))} == {"PATH", "LC_ALL", "STORESIM_HALL_KEY"}
    assert given["TEXTUAL_DRIVER"].endswith("BrowserDriver")


def test_the_words_of_an_unknown_error_are_not_passed_on() -> None:
    assert SECRET not in told(RuntimeError(f"could not connect with {SECRET}")).en
