"""The exams of a database, one of them in full, and whether what it has frozen can be played."""

from __future__ import annotations

import msgspec

from simulator.classroom.errors import ClassroomError
from simulator.exams.errors import ExamError
from simulator.exams.model import ADMISSION, Exam
from simulator.exams.office.base import Answer, Hall, Operation, Table, operation
from simulator.exams.office.fields import ExamField
from simulator.exams.state import STAGES
from simulator.kernel.text import Text
from simulator.packs.model import Pack

HEADS = (
    Text("编号", "Id"), Text("名称", "Title"), Text("准考证", "Tickets"), Text("试卷", "Paper"), Text("考生", "Candidates"), Text("开考", "Opens"),
    Text("作答中", "At work"), Text("已结束", "Over"), Text("姓名", "Names"),
)  # fmt: skip
ITEMS = (
    Text("题", "Item"),
    Text("场景", "Scenario"),
    Text("权重", "Weight"),
    Text("要求", "Requirements"),
    Text("场景包", "Pack"),
)
CHECKS = (Text("检查", "Check"), Text("结果", "Result"))
SEEN, HIDDEN = Text("已公开", "revealed"), Text("代号", "aliases")


@operation(
    "list", group="exam", order=5, changes=False, title=Text("各场考试", "Exams"),
    about=Text("数据库里的考试，新的在前。", "The exams of the database, the newest first."),
)  # fmt: skip
class ListExams(Operation, frozen=True, kw_only=True):
    """All exams."""

    def run(self, office: Hall) -> Answer:
        """One row for each."""
        from simulator.exams.store.exams import list_exams, sittings

        found = list_exams(office.db)
        rows = []
        for exam in found:
            there = sittings(office.db, exam.id)
            stages = [s.stage for s in there]
            tickets = f"{there[0].ticket[:3]}-..." if there else "-"
            rows.append(
                (
                    exam.id, exam.title, tickets, f"{exam.paper.id} {exam.paper.version}", str(len(there)), office.written(exam.opens),
                    str(sum(s in ("running", "paused") for s in stages)), str(sum(s in ("submitted", "expired") for s in stages)),
                    SEEN if exam.revealed is not None else HIDDEN,
                )
            )  # fmt: skip
        if not rows:
            none = Text(
                "还没有考试；用 storesim hall new 建立一场。",
                "There is no exam yet; set one up with: storesim hall new",
            )
            return Answer(lines=(none,), data=[])
        table = Table(
            heads=HEADS,
            rows=tuple(rows),
            right=(4, 6, 7),
            record="exams",
            keys=tuple(e.id for e in found),
            names=tuple(e.title for e in found),
        )
        return Answer(tables=(table,), data=[_data(e) for e in found])


def _data(exam: Exam) -> dict[str, object]:
    return {
        "id": exam.id, "title": exam.title, "class": exam.klass, "paper": exam.paper.id, "version": exam.paper.version, "packs": exam.packs,
        "admission": exam.admission, "opens": exam.opens, "created": exam.created, "revealed": exam.revealed,
    }  # fmt: skip


@operation(
    "show", group="exam", order=12, changes=False, title=Text("考试详情", "Details"),
    about=Text("一场考试：试卷、时限、各题、冻结的场景包。", "One exam: its paper, limits, items and frozen packs."),
)  # fmt: skip
class ShowExam(Operation, frozen=True, kw_only=True):
    """One exam."""

    exam: ExamField = ""

    def run(self, office: Hall) -> Answer:
        """What the invigilator needs to know; then the items."""
        from simulator.exams.paper.words import for_candidate, for_invigilator
        from simulator.exams.store.exams import sittings
        from simulator.exams.store.halls import kept_address

        exam = office.exam(self.exam)
        packs = _packs(office, exam)
        there = sittings(office.db, exam.id)
        stages = {stage: sum(s.stage == stage for s in there) for stage in STAGES}
        opens = office.written_exactly(exam.opens) if exam.opens is not None else "-"
        address = kept_address(office.db, exam.id) or "-"
        lines = [
            Text(f"{exam.title}（编号 {exam.id}，{len(there)} 位考生）", f"{exam.title} (id {exam.id}, {len(there)} candidates)"),
            Text(f"开考：{opens}；放行：{ADMISSION[exam.admission].zh}；网址：{address}", f"Opens: {opens}; admission: {ADMISSION[exam.admission].en}; address: {address}"),
            *for_invigilator(exam.paper, packs), *for_candidate(exam.paper, packs),
        ]  # fmt: skip
        rows = tuple(
            (str(n), packs[item.pack].scenario(item.scenario).title, str(item.points), ", ".join(item.requirements),
             f"{item.address} {packs[item.pack].version} ({exam.packs[item.pack][:12]})")
            for n, item in enumerate(exam.paper.items, 1)
        )  # fmt: skip
        return Answer(
            lines=tuple(lines), tables=(Table(heads=ITEMS, rows=rows, right=(0, 2)),),
            data={**_data(exam), "paper": msgspec.to_builtins(exam.paper), "targets": list(exam.targets), "stages": stages},
        )  # fmt: skip


def _packs(office: Hall, exam: Exam) -> dict[str, Pack]:
    from simulator.exams.seat import frozen_pack

    return {id: frozen_pack(office.db, digest) for id, digest in exam.packs.items()}


@operation(
    "freeze-check", group="exam", order=20, changes=False, quick=False, title=Text("开考前检查", "Check what is frozen"),
    about=Text(
        "开考之前：冻结的试卷和场景包是否完好、每题能否开局、种子能否抽取，考生与名单是否一致。",
        "Before an exam: whether paper and packs are sound as they were frozen, every item can be begun and seeds can be drawn, and candidates and roster agree.",
    ),
)  # fmt: skip
class FreezeCheck(Operation, frozen=True, kw_only=True):
    """Nothing is changed, and no candidate's seed is shown or used."""

    exam: ExamField = ""

    def run(self, office: Hall) -> Answer:
        """A row for each thing that was looked at."""
        exam = office.exam(self.exam)
        checks: list[tuple[Text, Text, bool]] = []
        packs: dict[str, Pack] = {}
        for id, digest in exam.packs.items():
            what = Text(f"场景包 {id}", f"Pack {id}")
            try:
                packs[id] = _sound(office, digest)
            except ClassroomError as error:
                checks.append((what, error.text, False))
                continue
            checks.append((what, _newer(packs[id]), True))
        for number, item in enumerate(exam.paper.items):
            what = Text(f"第 {number + 1} 题 {item.address}", f"Item {number + 1} {item.address}")
            office.tell(number, len(exam.paper.items), item.address)
            if item.pack in packs:
                checks.append((what, *_playable(exam, number, packs[item.pack])))
        checks += [*_people(office, exam), *_opening(office, exam)]
        good = all(ok for *_, ok in checks)
        head = (
            Text("可以开考。", "The exam can be held.")
            if good
            else Text("有问题，见表中带 ! 的行。", "Something is wrong: see the rows with a !.")
        )
        mark = {True: "", False: "! "}
        rows = tuple((what, Text(mark[ok] + says.zh, mark[ok] + says.en)) for what, says, ok in checks)
        return Answer(
            lines=(head,), tables=(Table(heads=CHECKS, rows=rows),), ok=good,
            data=[{"what": w.en, "says": s.en, "ok": ok} for w, s, ok in checks],
        )  # fmt: skip


def _sound(office: Hall, digest: str) -> Pack:
    from simulator.classroom.packfiles import opened
    from simulator.classroom.store.packs import get_pack

    pack = opened(get_pack(office.db, digest).archive).pack
    if pack.digest != digest:
        raise ExamError("other-pack", Text("内容与冻结时不同。", "It is not what was frozen."))
    return pack


def _newer(pack: Pack) -> Text:
    from simulator.packs.library import usable_packs

    says = Text(f"{pack.version}，完好", f"{pack.version}, sound")
    here = next((p for p in usable_packs()[0] if p.id == pack.id), None)
    if here is None or here.digest == pack.digest:
        return says
    return Text(
        f"{says.zh}；本机上是 {here.version}，考试仍用冻结的",
        f"{says.en}; this machine has {here.version}, the exam uses what was frozen",
    )


def _playable(exam: Exam, number: int, pack: Pack) -> tuple[Text, bool]:
    """Begins the item in memory, on a seed drawn as candidates' are, but from another secret."""
    from simulator.exams import seeds
    from simulator.exams.paper.difficulty import draw
    from simulator.proof.runs import FAULTS
    from simulator.sessions.attempt import Attempt

    item = exam.paper.items[number]
    try:
        seed, tries = draw(b"freeze-check", seeds.address(number, 0), pack, item.scenario, exam.targets[number])
        Attempt.start(pack, item.scenario, seed, wall=lambda: 0)
    except ClassroomError as error:
        return error.text, False
    except KeyError:
        return Text("场景包里没有这个场景", "the pack has no such scenario"), False
    except FAULTS as error:
        return Text(f"开不了局：{type(error).__name__}", f"it cannot be begun: {type(error).__name__}"), False
    return Text(
        f"可以开局；第 {tries + 1} 次抽到工作量相当的种子",
        f"can be begun; a seed of the usual workload at draw {tries + 1}",
    ), True


def _people(office: Hall, exam: Exam) -> list[tuple[Text, Text, bool]]:
    from simulator.classroom.store.people import students

    who = office.candidates(exam)
    checks = [(Text("考生", "Candidates"), Text(f"{len(who)} 位", str(len(who))), bool(who))]
    try:
        there = students(office.db, exam.klass)
    except ClassroomError:
        return checks
    sit = {c.sitting.person for c in who}
    new = [s for s in there if s.id not in sit and not s.erased]
    if new:
        names = ", ".join(s.number or s.id for s in new[:5])
        checks.append(
            (Text("名单", "Roster"), Text(f"班里后来加入的 {len(new)} 人没有准考证（{names}）", f"{len(new)} have joined the class since and have no ticket ({names})"), True)
        )  # fmt: skip
    return checks


def _opening(office: Hall, exam: Exam) -> list[tuple[Text, Text, bool]]:
    what = Text("开考时间", "Opening")
    paper = exam.paper
    if exam.opens is not None:
        when = office.written_exactly(exam.opens)
        return [(what, Text(when, when), True)]
    if paper.last_start is None and paper.hard_close is None:
        return [(what, Text("没有定，放行即可开考", "none; whoever is admitted may begin"), True)]
    return [
        (what, Text("没有定，最晚开考和强制结束不起作用", "none, so last start and hard close do not hold"), True)
    ]  # fmt: skip
