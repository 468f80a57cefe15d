"""Saves as students hand them in, made quickly: each way of playing is played once and then written down for as many students
as wanted, with ids and wall stamps of their own and the chain computed anew. Forgers work in the same way."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from simulator.bots.player import counters, play, play_idle
from simulator.classroom.judging import Expected, Owner
from simulator.classroom.model import Assignment, Student
from simulator.classroom.packfiles import opened
from simulator.classroom.seeds import seed_for
from simulator.desks.store.shift import AttemptClosed, AttemptOpened
from simulator.kernel.codec import Batch
from simulator.kernel.journal import START, MemoryJournal, Row, link
from simulator.packs.library import find
from simulator.packs.load import load
from simulator.packs.model import Pack, Scenario
from simulator.sessions.attempt import Attempt
from simulator.sessions.rules import rules
from simulator.sessions.store.files import PRODUCT

if TYPE_CHECKING:
    from simulator.classroom.store.database import Database

HOUR = 3_600_000


class Play(msgspec.Struct, frozen=True):
    """A play with stamps and ids that nobody has: rows, and their batches where ids stand in them."""

    pack: Pack
    scenario: Scenario
    seed: int
    rows: tuple[Row, ...]
    opening: Batch
    closing: Batch | None


@cache
def _baseline(pack: str, scenario: str, seed: int) -> dict[str, dict[str, int]]:
    found = {}
    for who in ("idle", "reference"):
        other = Attempt.start(_packs[pack], scenario, seed, wall=lambda: 0)
        play(other, who)
        other.submit()
        found[who] = counters(other)
    return found


_packs: dict[str, Pack] = {}


def played(pack: Pack, scenario: str, seed: int, how: str = "reference") -> Play:
    """How a player plays it: reference, idle or mistake:NAME; `open:...` stops before handing in."""
    _packs[pack.digest] = pack
    return _played(pack.digest, scenario, seed, how)


@cache
def _played(digest: str, scenario: str, seed: int, how: str) -> Play:
    pack = _packs[digest]
    journal = MemoryJournal("play")
    attempt = Attempt.start(pack, scenario, seed, journal, mode="practice", wall=lambda: 0)
    name = how.removeprefix("open:")
    play_idle(attempt) if name == "idle" else play(attempt, name)
    if name == how:
        attempt.submit(lambda *_: _baseline(digest, scenario, seed))
    rows = tuple(journal.rows())
    decode = rules().codec.decode
    closing = decode(rows[-1].payload) if name == how else None
    return Play(pack, pack.scenario(scenario), seed, rows, decode(rows[0].payload), closing)


def stamps(count: int, started: int, rhythm: int) -> list[int]:
    """When a person of a rhythm of his own commits so many rows: mostly seconds apart, now and then after a break."""
    chance = random.Random(rhythm)
    found, now = [], started
    for _ in range(count):
        found.append(now)
        now += chance.randrange(400_000, 1_200_000) if chance.random() < 0.02 else chance.randrange(700, 45_000)
    return found


class Written(msgspec.Struct, kw_only=True):
    """A save before it is written: what its list says and its rows. Forgers change it; `chain` makes it consistent again."""

    meta: dict[str, Any]
    rows: list[Row]

    def chain(self) -> Written:
        """Bind the rows to each other, with the head of the closing entry and in the list."""
        previous, linked = START, []
        for row in self.rows:
            batch = rules().codec.decode(row.payload) if b'"attempt.closed"' in row.payload else None
            payload = row.payload
            if batch is not None:
                facts = [
                    (m, msgspec.structs.replace(e, rows=row.seq, head=previous.hex()) if isinstance(e, AttemptClosed) else e)
                    for m, e in batch.facts
                ]  # fmt: skip
                payload = rules().codec.encode(msgspec.structs.replace(batch, facts=facts))
            digest = link(previous, row.attempt, row.seq, row.first, row.minute, row.wall, payload)
            linked.append(msgspec.structs.replace(row, payload=payload, digest=digest))
            previous = digest
        self.rows = linked
        if self.meta["state"] == "closed":
            self.meta |= {"rows": len(linked), "head": previous}
        return self

    def first(self, **changes: Any) -> Written:
        """Change what the first entry says, and the list with it; not yet chained."""
        batch = rules().codec.decode(self.rows[0].payload)
        (minute, opened), *rest = batch.facts
        opened = msgspec.structs.replace(opened, **changes)
        batch = msgspec.structs.replace(batch, facts=[(minute, opened), *rest])
        self.rows[0] = msgspec.structs.replace(self.rows[0], payload=rules().codec.encode(batch))
        self.meta |= {k: str(v) if k == "seed" else v for k, v in changes.items() if k in self.meta}
        return self

    def row(self, seq: int, **changes: Any) -> Written:
        """Change columns of a row; not yet chained."""
        self.rows[seq] = msgspec.structs.replace(self.rows[seq], **changes)
        return self

    def save(self) -> bytes:
        """The bytes of the file."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.deserialize(template())
        add(connection, self)
        data = connection.serialize()
        connection.close()
        return data


def add(connection: sqlite3.Connection, written: Written) -> None:
    """Write an attempt into the tables of a save."""
    names = list(written.meta)
    connection.execute("BEGIN")
    connection.execute(
        f"INSERT INTO attempt ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", list(written.meta.values())
    )
    connection.executemany(
        "INSERT INTO journal (attempt, seq, first, minute, wall, payload, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [msgspec.structs.astuple(row) for row in written.rows],
    )
    connection.execute("COMMIT")


@cache
def template() -> bytes:
    """A save in which nothing is yet."""
    from simulator.sessions.store.save import open_save

    with tempfile.TemporaryDirectory(prefix="storesim-test-") as folder:
        path = Path(folder) / "empty.storesim"
        open_save(path, create=True).close()
        data = path.read_bytes()
    assert PRODUCT.encode() in data
    return data


def written(
    made: Play,
    student: str,
    assignment: str,
    started: int,
    rhythm: int = 1,
    *,
    mode: str = "practice",
    id: str = "",
    change: Callable[[AttemptOpened], AttemptOpened] = lambda first: first,
) -> Written:
    """A play as a student of a rhythm has it in a save. The same arguments give the same bytes."""
    chance = random.Random(f"{student} {assignment} {started} {rhythm}")
    attempt = id or f"{chance.getrandbits(64):016x}"
    times = stamps(len(made.rows), started, chance.getrandbits(32))
    (minute, opened), *rest = made.opening.facts
    assert isinstance(opened, AttemptOpened)
    first = change(msgspec.structs.replace(opened, student=student, assignment=assignment, mode=mode))
    payload = rules().codec.encode(msgspec.structs.replace(made.opening, facts=[(minute, first), *rest]))
    rows = [
        msgspec.structs.replace(row, attempt=attempt, wall=wall, payload=row.payload if row.seq else payload)
        for row, wall in zip(made.rows, times, strict=True)
    ]
    meta = {
        "id": attempt, "student": student or None, "assignment": assignment or None, "pack": first.pack,
        "pack_version": first.pack_version, "pack_digest": first.pack_digest, "scenario": first.scenario,
        "seed": str(first.seed), "mode": mode, "created": started, "kernel": "0.2.0",
        "state": "closed" if made.closing is not None else "open", "rows": None, "head": None, "score": None,
    }  # fmt: skip
    return Written(meta=meta, rows=rows).chain()


def save_of(made: Play, student: str, assignment: str, started: int, rhythm: int = 1, **more: Any) -> bytes:
    """The same as the bytes of a file."""
    return written(made, student, assignment, started, rhythm, **more).save()


def shipped() -> Pack:
    """The pack of our own scenarios."""
    return find("first")[0]


# -- classes --------------------------------------------------------------------------------------------------

SECRET = bytes(range(32))
DAY = 86_400_000
OPENS, CLOSES, NOW = 100 * DAY, 110 * DAY, 120 * DAY
SEED = 7


class School:
    """A class of n students (s001, s002, ...) in a database, with assignments that are begun a minute apart on day 101."""

    def __init__(self, db: Database, n: int, pack: Pack | None = None) -> None:
        from simulator.classroom.store import classes, people

        self.db, self.pack = db, pack or shipped()
        self.klass = classes.create_class(db, "跨境电商 1 班", at=1, id="k1", secret=SECRET)
        self.students = [f"s{i:03}" for i in range(1, n + 1)]
        people.enroll(db, "k1", [student(id) for id in self.students], at=1)
        self.assignments: dict[str, Assignment] = {}

    def assign(self, id: str = "a1", scenario: str = "first", **about: Any) -> Assignment:
        """Give out an assignment."""
        from simulator.classroom.store.assignments import create_assignment

        given: dict[str, Any] = {
            "id": id, "title": f"作业 {id}", "pack": self.pack.id, "pack_version": self.pack.version,
            "pack_digest": self.pack.digest, "scenario": scenario, "seeds": "same", "opens": OPENS, "closes": CLOSES,
            "created": OPENS,
        }  # fmt: skip
        made = create_assignment(self.db, "k1", Assignment(**given | about), archive_of(self.pack))
        self.assignments[id] = made
        return made

    def seed(self, student: str, assignment: str = "a1", number: int = 1) -> int:
        """The seed a student was given for a try."""
        return seed_for(SECRET, self.assignments[assignment], student, number)

    def written(
        self,
        student: str,
        assignment: str = "a1",
        how: str = "reference",
        *,
        number: int = 1,
        at: int | None = None,
        **more: Any,
    ) -> Written:
        """A student's try before it is written; `at` is when it was begun."""
        a = self.assignments[assignment]
        made = played(self.pack, a.scenario, self.seed(student, assignment, number), how)
        place = self.students.index(student) if student in self.students else 999
        begun = at if at is not None else 101 * DAY + number * HOUR + place * 60_000
        return written(made, student, assignment, begun, place + 1000 * number, **more)

    def save(self, student: str, assignment: str = "a1", how: str = "reference", **more: Any) -> bytes:
        """The same as the bytes of a file."""
        return self.written(student, assignment, how, **more).save()


def student(id: str) -> Student:
    """A person of a roster."""
    return Student(id=id, number=f"2026{id[1:]}", name=f"学生{id[1:]}", email=f"{id}@example.org")


@cache
def _archive(path: str) -> bytes:
    return opened(Path(path)).archive


def archive_of(pack: Pack) -> bytes:
    """A pack as one file."""
    return _archive(pack.path)


def put(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def dump(db: Database) -> dict[str, list[Any]]:
    """All that grading keeps, as plain data in a fixed order; contents by the bytes they stand for."""
    import zlib

    from sqlalchemy import text

    kept: dict[str, list[Any]] = {}
    with db.session(write=False) as session:
        for table in ("content", "handin", "mark", "inbox", "pack", "regrade", "assignment"):
            rows = [dict(row) for row in session.connection().execute(text(f"SELECT * FROM {table}")).mappings()]
            for row in rows:
                row.pop("seq", None)
                if "data" in row:
                    row["data"] = zlib.decompress(row["data"])
            kept[table] = sorted(rows, key=repr)
    return kept


def mini(
    folder: Path, version: str = "1.0.0", change: Callable[[str], str] = lambda text: text, id: str = "mini"
) -> Pack:
    """A pack of its own with the scenario `first`; `change` edits its YAML."""
    text = (Path(shipped().path) / "scenarios" / "first.yaml").read_text("utf-8")
    head = f'format: 1\nid: {id}\nversion: {version}\ntitle: {{zh: "小包", en: "Mini"}}\nauthor: tests\n'
    put(folder, {"pack.yaml": head.encode(), "scenarios/first.yaml": change(text).encode()})
    return load(str(folder))


# -- what a judge is told -------------------------------------------------------------------------------------


def expected(**about: Any) -> Expected:
    """The assignment a1 for the students s1 (with extra time) and s2."""
    pack = shipped()
    given: dict[str, Any] = {
        "id": "a1", "title": "作业", "pack": pack.id, "pack_version": pack.version, "pack_digest": pack.digest,
        "scenario": "first", "seeds": "same", "opens": OPENS, "closes": CLOSES, "rubric": pack.digest,
    }  # fmt: skip
    students = {
        "s1": Owner(seeds=frozenset({SEED}), closes=CLOSES + DAY),
        "s2": Owner(seeds=frozenset({SEED}), closes=CLOSES),
    }
    return Expected(assignment=Assignment(**given | about), students=students, now=NOW)


def packs() -> dict[str, Pack]:
    return {shipped().digest: shipped()}
