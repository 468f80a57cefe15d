"""What is kept of a marked sitting. All points are whole basis points of full marks (10,000 = 100 %)."""

from __future__ import annotations

from typing import Literal

import msgspec

from simulator.kernel.journal import Row
from simulator.kernel.text import Text
from simulator.scoring.report import Finding

FULL = 10_000

# What a sitting was found to be. Only `ok` has a mark; all others wait for a person, who looks, or sets a mark by hand.
Verdict = Literal["ok", "running", "absent", "edited", "truncated", "other-pack", "other-seed", "other-candidate", "untimely",
                  "newer", "damaged", "unmarked"]  # fmt: skip
VERDICT: dict[str, Text] = {
    "ok": Text("有效", "valid"),
    "running": Text("尚未结束", "not over yet"),
    "absent": Text("未开考", "not begun"),
    "edited": Text("记录被改动", "the record was changed"),
    "truncated": Text("记录不完整", "the record is incomplete"),
    "other-pack": Text("场景包不符", "played with another pack"),
    "other-seed": Text("种子不符", "played with another seed"),
    "other-candidate": Text("不属于这位考生", "belongs to somebody else"),
    "untimely": Text("有操作不在作答时间内", "an action outside the time to work"),
    "newer": Text("由本程序的另一版本写成", "written by another version of the program"),
    "damaged": Text("记录读不出来", "the record cannot be read"),
    "unmarked": Text("按评分标准评不出来", "the rubric could not mark it"),
}
WAITING = tuple(v for v in VERDICT if v not in ("ok", "running", "absent"))  # for a person


class FacetMark(msgspec.Struct, frozen=True, kw_only=True):
    """One facet over all tries at an item.

    points: what counts, after the resubmission factor; tries: the points of each try before the factor (None where nothing was kept of the try); best:
    the try that counts; findings: what that try was looked at for, worst first, each with the numbers of its facts.
    """

    id: str
    title: Text
    weight: int
    check: str
    hard: bool
    points: int
    tries: tuple[int | None, ...]
    best: int
    findings: tuple[Finding, ...] = ()


class GateMark(msgspec.Struct, frozen=True, kw_only=True):
    """A red line that was crossed in a try."""

    id: str
    title: Text
    number: int
    findings: tuple[Finding, ...]


class RequirementMark(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement in one item. `gates`: all red lines that were crossed, in any try; `zeroed`: they were in every try, so it counts nothing."""

    id: str
    points: int
    passed: bool
    facets: tuple[FacetMark, ...] = ()
    gates: tuple[GateMark, ...] = ()
    zeroed: bool = False


class TryMark(msgspec.Struct, frozen=True, kw_only=True):
    """One try at an item: what was kept of it when it ended.

    number: from 0; factor: what its points are multiplied by, basis points; rows, head: how many rows count, and the digest of the last one in
    hexadecimal digits; begun, ended: the hall's milliseconds of its first and last row; active: milliseconds in which something was done (gaps of more
    than five minutes are left out); minutes: of the store's time.
    """

    number: int
    attempt: str
    seed: int
    factor: int
    rows: int
    head: str = ""
    begun: int = 0
    ended: int = 0
    active: int = 0
    commands: int = 0
    minutes: int = 0


class ItemMark(msgspec.Struct, frozen=True, kw_only=True):
    """One item of the paper, `item` from 0. weight: its share of the total, as the paper says."""

    item: int
    pack: str
    scenario: str
    weight: int
    points: int
    tries: tuple[TryMark, ...] = ()
    requirements: tuple[RequirementMark, ...] = ()


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement or a chapter over all items. needed: what it takes to pass, None where the paper asks for nothing."""

    id: str
    points: int
    passed: bool
    needed: int | None = None


class ExamMark(msgspec.Struct, frozen=True, kw_only=True):
    """What a rubric makes of a sitting: the same for ever for the same rubric and program.

    rubric: digest of paper and packs (`marking.rubric`); needed: the pass mark; started, ended: of the sitting;
    """

    rubric: str
    points: int
    passed: bool
    needed: int
    items: tuple[ItemMark, ...]
    requirements: tuple[Total, ...]
    chapters: tuple[Total, ...]
    started: int = 0
    ended: int = 0

    @property
    def active(self) -> int:
        """Milliseconds in which something was done, in all tries."""
        return sum(t.active for item in self.items for t in item.tries)

    @property
    def commands(self) -> int:
        """Actions of the candidate, in all tries."""
        return sum(t.commands for item in self.items for t in item.tries)


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the store after an attempt was handed in: the rows that follow its last one, as they were worked out when it was marked first. Every
    later rubric reads these, so that it measures the same consequences, also when the program has other rules by then."""

    attempt: str
    rows: tuple[Row, ...]


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of a sitting: the verdict in sentences, and its mark where there is one.

    sealed: the number of the fact that ended it (-1: it was not over); head: the digest of that fact, in hexadecimal digits, which stands for
    the whole sitting; closings: of its attempts.
    """

    verdict: Verdict
    says: tuple[Text, ...] = ()
    sealed: int = -1
    head: str = ""
    mark: ExamMark | None = None
    closings: tuple[Closing, ...] = ()
