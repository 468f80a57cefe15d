"""A candidate's attempts as an ordinary save, so that whatever reads saves can read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator import __version__
from simulator.exams.errors import ExamError
from simulator.exams.model import MODE, Exam
from simulator.exams.results.loading import Loaded
from simulator.kernel.text import Text
from simulator.sessions.store.errors import SaveError
from simulator.sessions.store.meta import Attempt as Meta


def write_save(path: Path, exam: Exam, sitting: str, tries: Sequence[Loaded]) -> None:
    """Write these tries into a new save, each closed as it was when it was marked. Raises ExamError where the file is there already, cannot be written,
    or there is nothing to write."""
    from simulator.sessions.store.save import open_save

    if not tries:
        raise ExamError(
            "no-attempt",
            Text("这位考生没有开始任何一题，没有可存的。", "This candidate began no item; there is nothing to save."),
        )
    if path.exists():
        raise ExamError(
            "there-already",
            Text(f"{path} 已经有了；请另取一个文件名。", f"{path} is there already; name another file."),
        )
    try:
        with open_save(path, create=True) as save:
            for one in tries:
                first = one.rows[0]
                rows = (*one.rows, *one.after)
                journal = save.create_attempt(
                    Meta(
                        id=one.attempt, pack=one.pack.id, pack_version=one.pack.version, pack_digest=one.pack.digest, scenario=one.scenario,
                        seed=str(one.seed), mode=MODE, created=first.wall, kernel=__version__, student=sitting, assignment=exam.id,
                    )
                )  # fmt: skip
                for row in rows:
                    journal.append(row)
                save.close_attempt(one.attempt, len(rows), rows[-1].digest)
    except SaveError as error:
        path.unlink(missing_ok=True)
        raise ExamError("unwritten", error.text) from error
