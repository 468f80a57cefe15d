"""What is said differently where there is no hall: in a sealed exam on the candidate's own machine everything is kept beside the exam's file."""

from __future__ import annotations

from functools import cache

from simulator.exams.errors import Unreachable
from simulator.kernel.text import Text


@cache
def _meant() -> dict[str, Text]:
    from simulator.tui.exams.candidate import courier, ending, leaving, veil, waiting

    return {
        waiting.RULE_LINES[0].en: Text(
            "每一步都当场保存在考卷文件旁边。死机、断电都不丢：再次打开同一个考卷文件，从原处继续。请不要拔出存考卷的盘。",
            "Every step is kept beside the exam's file at once. Whatever breaks, nothing is lost: open the same file again and go on where you were. "
            "Do not unplug the disk it lies on.",
        ),
        leaving.WAITING.en: Text(
            "考试时间还没有开始。离开后再次打开同一个考卷文件即可。", "The time does not run yet. Open the same exam file again."
        ),
        leaving.RUNNING.en: Text(
            "这不是交卷：考试时间继续走（剩余 {t}）。已保存的每一步和填了一半的内容都在考卷文件旁边；再次打开同一个考卷文件，从原处继续。",
            "This does not hand in: the time runs on ({t} left). Every kept step and what you were filling in lie beside the exam's file; open the same file "
            "again and go on where you were.",
        ),
        veil.TITLES["lost"].en: Text("现在保存不了", "Nothing can be kept just now"),
        veil.SAYS["lost"].en: Text(
            "什么也没有丢：已保存的每一步都在考卷文件旁边，您填了一半的内容也留在这里。请检查存考卷的盘是否插好、有没有满；能保存时这个画面自动消失，刚才那一步会补做一次。",
            "Nothing is lost: every kept step lies beside the exam's file, and what you were filling in stays here. See whether its disk is plugged in, and not "
            "full; when it can be written to again this notice disappears and the step under way is carried out once.",
        ),
        veil.SAYS["up"].en: Text(
            "考试时间已到，不能再作答。此前显示“已保存”的每一步都在。马上显示结果，并写出答卷文件，请不要离开。",
            "The time is up, nothing more can be done. Every step that was shown as saved is there. The result appears in a moment and the hand-in is written, "
            "please stay.",
        ),
        veil.SAYS["slow"].en: Text(
            "这一步正在等存盘；保存好后这个画面自动消失。", "This step waits to be written; then this notice disappears by itself."
        ),
        Unreachable.text.en: Text("存考卷的盘现在写不了；已保存的每一步都在，正在重试。", "The exam's disk cannot be written to just now; every kept step is there, it is tried again."),
        ending.WRITE.en: Text(
            "请把回执号抄下来。按 Ctrl+Q 关闭后，考卷文件旁边会有答卷文件（.handin），请交给监考老师。",
            "Write it down. After Ctrl+Q there is the hand-in (.handin) beside the exam's file: give it to the invigilator.",
        ),
        ending.TAKEN_SAYS.en: Text(
            "同一份考卷在另一个窗口打开了，考试在那边继续：这里保存过的每一步都在那边。此处不能再作答。",
            "The same exam was opened in another window and goes on there: every step kept here is there. Nothing more can be done here.",
        ),
        ending.NOT_YOU.en: Text("请回到另一个窗口。", "Go back to the other window."),
        courier.SLOW.en: Text("正在存盘，请稍候。", "It is being written, one moment."),
    }  # fmt: skip


def meant(text: Text) -> Text:
    """What is said in a sealed exam where a hall would say this."""
    return _meant().get(text.en, text)
