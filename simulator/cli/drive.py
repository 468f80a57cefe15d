"""`storesim drive`: one JSON request a line in, one JSON answer a line out.

    {"id": 1, "command": "orders.select", "fields": {"orders": ["A1001"]}, "views": ["orders", "order:A1001"]}
    {"id": 1, "ok": true, "events": [...], "views": {...}, "error": null}

Words of its own beside the commands of the desks: `view`, `score`, `submit`, `quit`. Nothing hidden goes out: events are
the visible ones, told with what their sentence names; opening a record that counts as evidence is journalled.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

import msgspec

from simulator.cli import out, words
from simulator.cli.trouble import DONE, MISUSE, Misuse, hint, sentence
from simulator.desks.store.shift import Shift
from simulator.kernel.complaints import told as field_error
from simulator.kernel.engine import Fact, OpenRecord, visible
from simulator.kernel.journal import JournalError
from simulator.kernel.messages import Event, fields_of
from simulator.kernel.text import Lang, Text
from simulator.kernel.time import clock
from simulator.sessions.attempt import Attempt, AttemptError, Baseline
from simulator.sessions.saves import prepared

MAX_LINE = 1_000_000
MAX_NUMBER = 10**15
REQUEST = ("id", "command", "fields", "views")
OWN = ("view", "score", "submit", "quit")
# an event's references to records and moments, told beside what its sentence names
_REFERENCES = frozenset(
    ("id", "thread", "order", "orders", "parcel", "parcels", "case", "notice", "service", "sku", "view", "key", "ref", "due",
     "at", "decide_by", "force", "ship_by", "tracking", "code", "stopped", "matches", "traced")
)  # fmt: skip


GREETING = Text(
    '每行一个 JSON 请求，例如 {"command": "view", "views": ["orders"]}；Ctrl-D 结束。',
    'One JSON request a line, such as {"command": "view", "views": ["orders"]}; Ctrl-D ends.',
)


class _Bad(Exception):
    """A request that cannot be carried out as it stands; nothing has happened."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code, self.text = code, Text(zh, en)


class Driver:
    """Answers requests on one attempt."""

    def __init__(self, attempt: Attempt, lang: Lang, baseline: Baseline | None = None) -> None:
        self.attempt = attempt
        self.lang = lang
        self.baseline = baseline
        self.running = True
        self.failed = False  # the last request met a save that could not be written or read
        self._tables = self._look()
        self._read: dict[tuple[str, str], bytes] = {}  # records as they stood when they were opened

    # -- one request ------------------------------------------------------------------------------------------

    def answer(self, line: bytes) -> dict[str, Any]:
        """The answer to one line. Never raises for what stands in it."""
        id: Any = None
        try:
            request = self._request(line)
            id = request.get("id")
            reply = self._reply(request)
            self.failed = False
        except _Bad as bad:
            reply = self._no(bad.code, bad.text)
        except AttemptError as error:
            reply = self._no(error.code, error.text)
        except (JournalError, OSError) as error:
            self.failed = True
            reply = self._no(str(getattr(error, "code", "failed")), sentence(error))
        except Exception as error:
            reply = self._no("internal", sentence(error))
        return {"id": id, **reply}

    def _request(self, line: bytes) -> dict[str, Any]:
        if len(line) > MAX_LINE:
            raise _Bad("too-long", f"这一行超过 {MAX_LINE} 字节。", f"The line is longer than {MAX_LINE} bytes.")
        try:
            request = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise _Bad("bad-json", f"这一行不是 JSON：{error}。", f"The line is not JSON: {error}.") from None
        if not isinstance(request, dict):
            raise _Bad(
                "bad-request",
                '请求应为 JSON 对象，例如 {"id": 1, "command": "clock.advance", "fields": {"minutes": 60}}。',
                'A request is a JSON object, such as {"id": 1, "command": "clock.advance", "fields": {"minutes": 60}}.',
            )
        return request

    def _reply(self, request: dict[str, Any]) -> dict[str, Any]:
        self._only_known(request, REQUEST, Text("请求", "the request"))
        name, fields, wanted = request.get("command"), request.get("fields"), request.get("views")
        fields = {} if fields is None else fields
        if not isinstance(name, str):
            raise _Bad("bad-request", "缺少 command（操作名）。", '"command" (the name of the operation) is missing.')
        if not isinstance(fields, dict):
            raise _Bad("bad-request", "fields 应为 JSON 对象。", '"fields" is a JSON object.')
        if wanted is not None and not (isinstance(wanted, list) and all(isinstance(w, str) for w in wanted)):
            raise _Bad("bad-request", 'views 应为列表，例如 ["orders"]。', '"views" is a list, such as ["orders"].')
        views = [self._view_of(w) for w in wanted] if wanted is not None else None
        events: list[Fact] = []
        extra: dict[str, Any] = {}
        if name == "view":
            views = [*(views or []), *self._view_fields(fields)]
        elif name == "score":
            self._only_known(fields, (), Text("score", "score"))
            extra["score"] = score(self.attempt)
        elif name == "submit":
            self._only_known(fields, (), Text("submit", "submit"))
            events += self.attempt.submit(prepared(self.attempt, self.baseline))
        elif name == "quit":
            self.running = False
        else:
            outcome = self.attempt.do(self._command(name, fields))
            events += outcome.facts
            if not outcome.ok and outcome.refused is not None:
                reply = self._no(outcome.refused.code, outcome.refused.reason)
                return {**reply, "events": self._tell(events), "views": self._views(views, extra, [])}
        opened: list[Fact] = []
        shown = self._views(views, extra, opened)
        return {"ok": True, "events": self._tell([*events, *opened]), "views": shown, "error": None}

    def _no(self, code: str, text: Text) -> dict[str, Any]:
        return {"ok": False, "events": [], "views": {}, "error": {"code": code, "text": text.of(self.lang)}}

    def _only_known(self, given: dict[str, Any], known: Iterable[str], what: Text) -> None:
        for name in given:
            if name not in known:
                end = hint(name, known)
                raise _Bad(
                    "unknown-field", f"{what.zh} 没有字段“{name}”{end.zh}", f"{what.en} has no field {name!r}{end.en}"
                )

    # -- commands ---------------------------------------------------------------------------------------------

    def _command(self, name: str, fields: dict[str, Any]) -> Any:
        by_tag = self.attempt.engine.rules.by_tag
        if name not in by_tag:
            end = hint(name, [*by_tag, *OWN])
            raise _Bad("unknown-command", f"没有操作“{name}”{end.zh}", f"There is no command {name!r}{end.en}")
        known = [f.name for f in fields_of(by_tag[name].cls)]
        self._only_known(fields, known, Text(name, name))
        _bounded(fields, name)
        try:
            return self.attempt.engine.rules.convert(name, fields)
        except msgspec.ValidationError as error:
            text = field_error(str(error), name, fields_of(by_tag[name].cls))
            raise _Bad("bad-field", text.zh, text.en) from None

    # -- views ------------------------------------------------------------------------------------------------

    def _view_fields(self, fields: dict[str, Any]) -> list[tuple[str, str]]:
        self._only_known(fields, ("view", "key"), Text("view", "view"))
        if not fields:
            return []
        name, key = fields.get("view"), fields.get("key", "")
        if not isinstance(name, str) or not isinstance(key, str):
            raise _Bad("bad-field", "view 和 key 应为文字。", '"view" and "key" are texts.')
        return [self._view_of(f"{name}:{key}" if key else name)]

    def _view_of(self, name: str) -> tuple[str, str]:
        view, _, key = name.partition(":")
        specs = self.attempt.engine.rules.views
        if view not in specs:
            end = hint(view, specs)
            raise _Bad("unknown-view", f"没有视图“{view}”{end.zh}", f"There is no view {view!r}{end.en}")
        if specs[view].kind == "record":
            if not key or self.attempt.view(view, key) is None:
                ids = record_ids(self.attempt, view)
                end = hint(key, ids)
                raise _Bad(
                    "no-record",
                    f"{view} 没有“{key}”这条记录（写法 {view}:编号）{end.zh}",
                    f"{view} has no record {key!r} (written {view}:NUMBER){end.en}",
                )
        elif key:
            raise _Bad("unknown-view", f"{view} 是列表，不带编号。", f"{view} is a list: it takes no number.")
        return view, key

    def _views(self, wanted: list[tuple[str, str]] | None, extra: dict[str, Any], opened: list[Fact]) -> dict[str, Any]:
        world = self.attempt.engine.world
        found: dict[str, Any] = {}
        for view, key in wanted or []:
            if key:
                opened += self._open(view, key)
            value = self.attempt.view(view, key)
            found[f"{view}:{key}" if key else view] = msgspec.to_builtins(value)
        end = world.of(Shift).facts.end
        now = {
            "minute": world.now,
            "time": clock(world.now),
            "end": end,
            "over": self.attempt.over,
            "closed": self.attempt.closed,
        }
        tables = self._look()
        changed = {name: count for name, (count, state) in tables.items() if self._tables.get(name) != (count, state)}
        self._tables = tables
        return {"clock": now, "changed": changed, **extra, **found}

    def _open(self, view: str, key: str) -> list[Fact]:
        """Reading what counts as evidence is a fact, once for each state of the record."""
        spec = self.attempt.engine.rules.views[view]
        if not spec.evidence or self.attempt.closed or self.attempt.over:
            return []
        state = msgspec.json.encode(self.attempt.view(view, key))
        if self._read.get((view, key)) == state:
            return []
        outcome = self.attempt.do(OpenRecord(view=view, key=key))
        self._read[view, key] = state
        return outcome.facts

    def _look(self) -> dict[str, tuple[int, bytes]]:
        """How many rows each table has, and its state."""
        found = {}
        for name, spec in self.attempt.engine.rules.views.items():
            if spec.kind == "table":
                rows = self.attempt.view(name)
                found[name] = (len(rows), msgspec.json.encode(rows))
        return found

    # -- events -----------------------------------------------------------------------------------------------

    def _tell(self, facts: list[Fact]) -> list[dict[str, Any]]:
        return [told(self.attempt, fact, self.lang) for fact in visible(facts)]


def told(attempt: Attempt, fact: Fact, lang: Lang) -> dict[str, Any]:
    """A visible fact as data: where it stands, what its sentence names, and the sentence."""
    rules = attempt.engine.rules
    event: Event = fact.event
    spec = rules.book.events[type(event)]
    names = {*words.places(spec.say.en), *words.places(spec.say.zh), *_REFERENCES} - words.evidence(event)
    fields = {f: msgspec.to_builtins(getattr(event, f)) for f in event.__struct_fields__ if f in names}
    return {
        "seq": fact.seq, "minute": fact.minute, "time": clock(fact.minute), "tag": spec.tag, "fields": fields,
        "text": words.tell(rules, event, lang, brief=True),
    }  # fmt: skip


def record_ids(attempt: Attempt, view: str) -> list[str]:
    """The ids that a record view can be asked for: those in its table."""
    table = attempt.engine.rules.views[view].record
    if table not in attempt.engine.rules.views:
        return []
    return [str(row.id) for row in attempt.view(table) if hasattr(row, "id")]


def score(attempt: Attempt) -> dict[str, Any]:
    """The score as `storesim score --json` prints it; of an open attempt no points, since none is settled yet."""
    from simulator.scoring.report import plain
    from simulator.scoring.score import score as scored

    if not attempt.closed:
        return unsettled(attempt.scenario.requirements)
    return plain(scored(attempt.facts(), attempt.engine.world, attempt.scenario.requirements))


def unsettled(requirements: Iterable[Any]) -> dict[str, Any]:
    """The shape of a score whose points are still open: they would tell what the trainee cannot know yet (law 9)."""
    return {
        "compliance": None,
        "requirements": {
            r.id: {
                "score": None, "passed": None, "gates": [],
                "facets": [{"id": f.id, "weight": f.weight, "score": None, "evidence": []} for f in r.facets],
            }
            for r in requirements
        },
        "tasks": {}, "chapters": {}, "business": None, "closed": False,
    }  # fmt: skip


def _bounded(value: Any, place: str) -> None:
    """Numbers that the journal cannot hold are refused here; no field has any use for them."""
    if isinstance(value, dict):
        for key, one in value.items():
            _bounded(one, f"{place}.{key}")
    elif isinstance(value, list):
        for one in value:
            _bounded(one, place)
    elif isinstance(value, int | float) and not abs(value) <= MAX_NUMBER:
        raise _Bad("bad-field", f"{place}：数太大。", f"{place}: the number is too large.")


# -- the loop -------------------------------------------------------------------------------------------------


def loop(driver: Driver, source: BinaryIO, write: Callable[[dict[str, Any]], None]) -> int:
    """Answer line by line until `quit`, the end of the input or of the reader; gives the exit code."""
    first = True
    while driver.running and not out.gone():
        line = source.readline(MAX_LINE + 2)
        if not line:
            break
        while len(line) > MAX_LINE and not line.endswith(b"\n"):  # the rest of a line that is too long
            rest = source.readline(MAX_LINE)
            if not rest or rest.endswith(b"\n"):
                break
        if first:
            line, first = line.removeprefix(b"\xef\xbb\xbf"), False
        if line.strip():
            write(driver.answer(line.rstrip(b"\r\n") if len(line) <= MAX_LINE else line))
    return MISUSE if driver.failed else DONE


def run(scenario: str, seed_text: str, save: str | None, lang: Lang) -> int:
    """The command."""
    from simulator.bots.player import baseline
    from simulator.cli import choose
    from simulator.cli.open import attempt_for

    if sys.stdin is None:
        raise Misuse("标准输入已关闭，读不到命令。", "Standard input is closed: no commands can be read.")
    pack, found = choose.scenario(scenario, lang)
    attempt = attempt_for(pack, found, choose.seed(seed_text), save)
    try:
        if sys.stdin.isatty():
            out.warn(GREETING, lang)
        driver = Driver(attempt, lang, baseline)
        code = loop(driver, sys.stdin.buffer, lambda reply: out.json(reply, line=True))
    finally:
        attempt.engine.journal.close()
    if code:
        out.warn(Text("最后一条命令因存档问题没有执行。", "The last request failed because of the save."), lang)
    return code
