"""What can go wrong in an exam, each with one sentence that says what to do."""

from __future__ import annotations

from simulator.classroom.errors import ClassroomError
from simulator.kernel.journal import JournalError
from simulator.kernel.text import Text


class ExamError(ClassroomError):
    """Something asked of an exam cannot be done, and nothing was changed."""


class NotKept(JournalError):
    """An action was not kept: nothing of it has happened. `text` says why."""

    text = Text("这一步没有保存。", "This step was not kept.")

    def __init__(self, text: Text | None = None) -> None:
        if text is not None:
            self.text = text
        super().__init__(self.text.en)


class TimeUp(NotKept):
    """The deadline has passed."""

    text = Text("考试时间已到；此前保存的每一步都在。", "The time is up; every step kept before is there.")


class Halted(NotKept):
    """The sitting is paused, or over."""

    text = Text("考试已暂停，请等待监考老师。", "The exam is paused; wait for the invigilator.")


class TakenOver(NotKept):
    """The same ticket has signed in elsewhere."""

    text = Text(
        "这张准考证已在另一个座位签到，此处不能再作答；已保存的每一步都在那边。",
        "This ticket has signed in at another seat, nothing more can be done here; every kept step is there.",
    )


class ClockDiffers(NotKept):
    """The stamp was too far from the hall's time; it was set anew, and the action can be tried again at once."""

    text = Text("时钟刚刚校准，请再试一次。", "The clock was just set right; try again.")


class Unreachable(NotKept):
    """The database does not answer. Whether the last action was kept shows when it does again."""

    text = Text(
        "与考场服务器的连接断了；已保存的每一步都在，正在重连。",
        "The connection to the hall is lost; every kept step is there, it is being made anew.",
    )


def no_exam(words: str) -> ExamError:
    """There is no such exam."""
    return ExamError(
        "no-exam",
        Text(
            f"没有考试“{words}”；storesim hall list 列出各场考试。",
            f"There is no exam {words!r}; storesim hall list shows them.",
        ),
    )


def wrong_stage(stage: Text) -> ExamError:
    """The sitting does not allow it as it stands."""
    return ExamError(
        "wrong-stage",
        Text(f"考生现在是“{stage.zh}”，不能这样做。", f"The candidate is {stage.en}: this cannot be done now."),
    )
