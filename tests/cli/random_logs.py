"""Random command logs in the driver's vocabulary, valid and invalid mixed, each kept in a save and verified.

    python -m tests.cli.random_logs 300 [--scenario 11.1] [--length 60] [--folder DIR]

plays 300 logs, verifies each save in this process and again in processes of other PYTHONHASHSEEDs, and prints a summary;
exit code 1 when one differs.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec

from simulator.bots.player import Views, experts
from simulator.cli.drive import Driver
from simulator.kernel.book import CommandSpec
from simulator.kernel.messages import FieldSpec, HiddenEvent, tag_of
from simulator.packs.library import usable_packs
from simulator.packs.model import Pack
from simulator.sessions.rules import rules
from simulator.sessions.saves import begin
from simulator.sessions.verify import verify_save

ROOT = Path(__file__).absolute().parents[2]
HASH_SEEDS = ("0", "1", "4242")
WORDS = (
    "", " ", "A1", "x" * 300, "您好，包裹明天发出。", "Hello, we will ship it tomorrow and refund EUR 5.",
    "[/] [bold]x[/bold] [@click=app.leave]", "\x1b[31mred\x1b[0m", "\u202eabc", "NaN", "🙂", "0", "-1", "12.50 EUR", "a\nb\tc",
)  # fmt: skip
NUMBERS = (-1, 0, 1, 2, 3, 100, 1500, 99999, 10**15, 10**30, -(10**18), 1.5, True)
JUNK = (
    b"", b"   ", b"{", b"nonsense", b"[]", b"null", b"42", b'"text"', b"{}", b'{"id": 1}', b'{"command": 5}', b"\xff\xfe\x00",
    b'{"command": "view", "fields": []}', b'{"command": "view", "views": "orders"}', b'{"command": "view", "views": [1]}',
    b'{"id": 1, "comand": "view"}', b'{"command": "view", "fields": {"view": "nothing"}}', b"[" * 5000,
    b'{"command": "view", "views": ["order:none", "order", "orders:1", ":", ""]}', b'{"command": "\\ud800"}',
    b'{"command": "score", "fields": {"x": 1}}', b'{"id": {"a": [1, 2]}, "command": "score"}', b"\x00", "“中文”".encode(),
)  # fmt: skip


class Author:
    """Writes the lines of one log, looking at the views as an agent would."""

    def __init__(self, number: int, driver: Driver) -> None:
        self.luck = random.Random(number)
        self.driver = driver
        self.attempt = driver.attempt
        self.specs = sorted(rules().by_tag.values(), key=lambda s: s.tag)
        self.views = Views(self.attempt)
        self.experts = [made() for r in self.attempt.scenario.practises if (made := experts().get(r))]

    def line(self, id: int) -> bytes:
        """The next request."""
        roll = self.luck.random()
        if roll < 0.10:
            return self.luck.choice(JUNK)
        if roll < 0.25:
            fields: dict[str, Any] = {
                "minutes": self.luck.choice((1, 15, 60, 240, 600)),
                "until_news": self.luck.random() < 0.5,
            }
            return self._request(id, "clock.advance", fields)
        if roll < 0.33:
            return msgspec.json.encode({"id": id, "command": "view", "views": self._some_views()})
        if roll < 0.35:
            return self._request(id, "score", {})
        if roll < 0.60 and (wise := self._wise(id)):
            return wise
        spec = self.luck.choice(self.specs)
        fields = {f.name: v for f in spec.fields if (v := self._value(f, spec)) is not None}
        if self.luck.random() < 0.25:
            fields = self._spoilt(fields, spec)
        tag = spec.tag if self.luck.random() > 0.02 else spec.tag + "x"
        return self._request(id, tag, fields)

    def _wise(self, id: int) -> bytes | None:
        """What somebody who knows the trade would do now, sometimes with a slip: so that a log gets deep into the store."""
        for expert in self.luck.sample(self.experts, len(self.experts)):
            for command in expert.act(self.views):
                if command in self.views.skipped:
                    continue
                self.views.skipped.add(command)
                fields = msgspec.to_builtins(command)
                fields.pop("command")
                spec = rules().by_tag[tag_of(type(command))]
                return self._request(id, spec.tag, self._spoilt(fields, spec) if self.luck.random() < 0.1 else fields)
        return None

    def _request(self, id: int, tag: str, fields: dict[str, Any]) -> bytes:
        request: dict[str, Any] = {"id": id, "command": tag, "fields": fields}
        if self.luck.random() < 0.1:
            request["views"] = self._some_views()
        return _json(request)

    def _some_views(self) -> list[str]:
        specs = list(rules().views.values())
        found = []
        for spec in self.luck.sample(specs, 2):
            if spec.kind == "table":
                found.append(spec.name)
            elif spec.record in rules().views:
                rows = self.attempt.view(spec.record)
                if rows:
                    found.append(f"{spec.name}:{self.luck.choice(rows).id}")
        return found

    def _value(self, field: FieldSpec, spec: CommandSpec) -> Any:
        """A value that may well be right."""
        luck = self.luck
        if not field.required and luck.random() < 0.4:
            return None
        if spec.tag == "record.open" and field.name == "view":
            return luck.choice([v.name for v in rules().views.values() if v.kind == "record"])
        if field.info.choices:
            return luck.choice(list(field.info.choices))
        is_list = field.info.kind == "list" or get_origin(field.type) is tuple
        if field.info.record in rules().views:
            ids = [row.id for row in self.attempt.view(field.info.record)] or ["none"]
            return luck.sample(ids, min(len(ids), luck.randint(1, 3))) if is_list else luck.choice(ids)
        if field.type is bool:
            return luck.random() < 0.5
        if field.type is int or int in get_args(field.type):
            return luck.choice((1, 2, 10, 250, 1990, self.attempt.now, self.attempt.now + 600))
        if is_list:
            return []
        if field.type is str or str in get_args(field.type):
            rows = self.attempt.view(luck.choice(("orders", "parcels", "items")))
            some = [str(getattr(luck.choice(rows), "id", "")) for _ in range(1) if rows]
            return luck.choice((*some, "EUR", "CN", "851830", "+49 30 123456", "plastic lamp", luck.choice(WORDS)))
        return luck.choice(WORDS)

    def _spoilt(self, fields: dict[str, Any], spec: CommandSpec) -> dict[str, Any]:
        """The same with something wrong in it."""
        luck = self.luck
        wrong = dict(fields)
        way = luck.randint(0, 4)
        if way == 0 and wrong:
            wrong.pop(luck.choice(list(wrong)))
        elif way == 1:
            wrong[luck.choice(("extra", "Order", "command", ""))] = 1
        elif wrong:
            name = luck.choice(list(wrong))
            wrong[name] = luck.choice((*NUMBERS, *WORDS, None, [], {}, [None], ["none", "none"], {"a": 1}))
        return wrong


def _json(value: Any) -> bytes:
    import json

    return json.dumps(value, ensure_ascii=False).encode()


def play(
    number: int, path: Path, pack: Pack, scenario: str, length: int = 60
) -> tuple[Counter[str], list[dict[str, Any]]]:
    """Play log `number` into a new save; what was answered, counted and in full."""
    counted: Counter[str] = Counter()
    answers = []
    with begin(path, pack, scenario, number) as attempt:
        driver = Driver(attempt, "zh" if number % 2 else "en")
        author = Author(number, driver)
        for id in range(length):
            answers.append(driver.answer(author.line(id)))
        if number % 3 == 0:
            answers.append(driver.answer(b'{"id": "end", "command": "submit"}'))
            answers.append(driver.answer(author.line(length)))
    for answer in answers:
        counted["ok" if answer["ok"] else answer["error"]["code"]] += 1
    return counted, answers


def hidden_tags() -> set[str]:
    """The tags that no answer may contain."""
    return {tag_of(cls) for cls in rules().book.events if issubclass(cls, HiddenEvent)}


def differing(paths: list[Path]) -> list[str]:
    """The saves that do not verify, and why."""
    found = []
    for path in paths:
        for verdict in verify_save(path):
            if verdict.answer != "same":
                found.append(f"{path.name}: {verdict.lines[-1].en} {verdict.difference}")
    return found


def elsewhere(folder: Path, hash_seed: str) -> list[str]:
    """The same in a process with another PYTHONHASHSEED."""
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.random_logs", "--verify", str(folder)], cwd=ROOT, env=env, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    return (
        []
        if done.returncode == 0
        else [f"PYTHONHASHSEED={hash_seed}: {line}" for line in (done.stdout + done.stderr).splitlines()]
    )


def run(
    count: int, folder: Path, *, scenario: str = "", length: int = 60, hash_seeds: tuple[str, ...] = HASH_SEEDS
) -> dict[str, Any]:
    """Play, verify here and elsewhere; gives the figures of the summary."""
    packs = usable_packs()[0]
    playable = [(p, s) for p in packs for s in p.scenarios if scenario in ("", s)]
    if not playable:
        raise SystemExit(f"no scenario {scenario!r}")
    hidden = hidden_tags()
    counted: Counter[str] = Counter()
    leaks, internal, paths = [], [], []
    for number in range(count):
        pack, chosen = playable[number % len(playable)]
        path = folder / f"log-{number}.storesim"
        more, answers = play(number, path, pack, chosen, length)
        counted += more
        paths.append(path)
        for answer in answers:
            leaks += [f"{path.name}: {e['tag']}" for e in answer["events"] if e["tag"] in hidden]
            if answer["error"] and answer["error"]["code"] == "internal":
                internal.append(f"{path.name}: {answer['error']['text']}")
    differ = differing(paths)
    for hash_seed in hash_seeds:
        differ += elsewhere(folder, hash_seed)
    return {
        "logs": count,
        "answers": dict(counted.most_common()),
        "differ": differ,
        "leaks": leaks,
        "internal": internal,
    }


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.cli.random_logs")
    parser.add_argument("count", nargs="?", type=int, default=30)
    parser.add_argument("--scenario", default="")
    parser.add_argument("--length", type=int, default=60)
    parser.add_argument("--folder", default="")
    parser.add_argument("--verify", default="", help="only verify the saves of this folder")
    wanted = parser.parse_args()
    if wanted.verify:
        found = differing(sorted(Path(wanted.verify).glob("*.storesim")))
        print("\n".join(found), end="")
        return 1 if found else 0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="storesim-logs-") as temporary:
        folder = Path(wanted.folder or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result = run(wanted.count, folder, scenario=wanted.scenario, length=wanted.length)
    answers = sum(result["answers"].values())
    print(
        f"{result['logs']} logs, {answers} requests in {time.monotonic() - begun:.0f} s; PYTHONHASHSEED here and {', '.join(HASH_SEEDS)}"
    )
    print("answers: " + ", ".join(f"{code} {n}" for code, n in list(result["answers"].items())[:14]) + ", ...")
    for name in ("differ", "leaks", "internal"):
        print(f"{name}: {len(result[name])}")
        for line in result[name][:10]:
            print(f"  {line}")
    return 1 if any(result[n] for n in ("differ", "leaks", "internal")) else 0


if __name__ == "__main__":
    sys.exit(main())
