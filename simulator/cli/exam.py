"""`storesim exam FILE`: a sealed exam on the candidate's own machine."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli import out
from simulator.cli.trouble import DONE, Misuse
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.exams.offline.local import Local
    from simulator.exams.offline.sealed import SealedExam

TRIES = 5
MINUTE = 60_000


def run(file: str, hand_in: str, text: bool, lang: Lang) -> int:
    """Open it with the PIN, or go on; at the end there is a hand-in beside the file."""
    from simulator.exams.offline.local import Local, hand_in_path, work_path
    from simulator.exams.offline.sealed import read_sealed

    path = Path(file).expanduser().resolve()
    sealed = read_sealed(path)
    work = work_path(path)
    if not work.exists():
        if hand_in:
            raise Misuse("还没有开始作答，没有可交的答卷。", "It was never begun: there is nothing to hand in.")
        out.say(_about(sealed).of(lang))
        if text:
            return DONE
        _unseal(sealed, work, lang)
    with Local(sealed, work) as local:
        _told_clock(local, lang)
        if not local.state().over and not (text or hand_in):
            _sit(local, work, lang)
        if hand_in:
            return _handed_in(local, Path(hand_in).expanduser(), lang)
        if local.state().over:
            return _handed_in(local, hand_in_path(path), lang)
        out.say(_stands(local).of(lang))
        return DONE


def _about(sealed: SealedExam) -> Text:
    from simulator.packs.keys import fingerprint

    body = sealed.body
    minutes, items = body.exam.paper.limit // 60, len(body.exam.paper.items)
    letters = fingerprint(sealed.key)
    return Text(
        f"“{body.exam.title}”，准考证 {body.ticket}，{minutes} 分钟，{items} 题。密封者的密钥：{letters}。",
        f"{body.exam.title}, ticket {body.ticket}, {minutes} minutes, {items} items. Sealed with the key {letters}.",
    )


def _unseal(sealed: SealedExam, work: Path, lang: Lang) -> None:
    """Ask for the PIN until it is right; half a second each."""
    from simulator.exams.errors import ExamError
    from simulator.exams.offline.local import unseal

    for _ in range(TRIES):
        out.say(Text("请输入监考老师发的密码（12 位数字），然后按回车：", "Type the PIN from the invigilator (12 digits), then Enter:").of(lang))  # fmt: skip
        out.flush()
        typed = sys.stdin.readline() if sys.stdin is not None else ""
        if not typed:
            raise Misuse("没有输入密码，考卷没有打开。", "No PIN was given; the exam was not opened.")
        try:
            unseal(sealed, work, typed)
            return
        except ExamError as error:
            if error.code != "wrong":
                raise
            out.warn(error.text, lang)
    raise Misuse("密码多次不对，考卷没有打开；请找监考老师。", "The PIN was wrong too often; the exam was not opened, ask the invigilator.")  # fmt: skip


def _sit(local: Local, work: Path, lang: Lang) -> None:
    """The candidate's screens, as in a hall."""
    from simulator.exams.offline.local import NODE

    screens = import_module("simulator.tui.exams.candidate")
    screens.run_candidate(str(work), local.exam, NODE, "", lang, own=local.sitting)


def _handed_in(local: Local, path: Path, lang: Lang) -> int:
    if path.is_dir():
        raise Misuse(f"{path} 是文件夹；请写文件名。", f"{path} is a folder; name a file.")
    number = local.hand_in(path)
    out.say(
        Text(
            f"答卷已写到 {path}，请交给监考老师。请抄下回执号：{number}",
            f"The hand-in is in {path}; give it to the invigilator. Write down the receipt number: {number}",
        ).of(lang)
    )
    return DONE


def _told_clock(local: Local, lang: Lang) -> None:
    """Steps of the clock are on record, and told at once."""
    from simulator.classroom.judging.sentences import span

    for step in local.steps():
        far = span(abs(step))
        out.warn(
            Text(
                f"记录在案：本机时钟被拨{'快' if step > 0 else '慢'}了 {far.zh}；考试时间不受影响。",
                f"On record: this machine's clock was set {'forward' if step > 0 else 'back'} by {far.en}; the time of the exam is not touched by it.",
            ),
            lang,
        )


def _stands(local: Local) -> Text:
    from simulator.exams.state import STAGES

    state = local.state()
    left = state.left(local.now())
    if left is None:
        return Text(
            f"状态：{STAGES[state.stage].zh}。再次运行同一命令即可作答。",
            f"State: {STAGES[state.stage].en}. Run the same command to go on.",
        )
    minutes = left // MINUTE
    return Text(
        f"状态：{STAGES[state.stage].zh}，还剩 {minutes} 分钟，时间在走。再次运行同一命令即可继续。",
        f"State: {STAGES[state.stage].en}, {minutes} minutes left, and the time runs. Run the same command to go on.",
    )
