"""The coach's tasks: requirements that are practised, operations, views and desks that exist, probes that can be asked."""

from __future__ import annotations

from simulator.kernel.probes import faults
from simulator.packs.meaning.look import Look
from simulator.packs.yaml import Where

DESKS = ("orders", "logistics", "service", "products", "money", "notices")


def check(look: Look) -> None:
    """Task by task."""
    listed = {r.id for r in look.form.requirements}
    ids: set[str] = set()
    for i, task in enumerate(look.form.tasks):
        path: Where = ("tasks", i)
        if task.id in ids:
            look.wrong((*path, "id"), f"编号“{task.id}”重复", f"the id {task.id!r} stands twice")
        ids.add(task.id)
        if task.requirement not in listed:
            look.unknown(
                (*path, "requirement"),
                "requirements 里的要求",
                "requirement listed under requirements",
                task.requirement,
                listed,
            )
        for field, zh, en, known in (
            ("desk", "工位", "desk", DESKS), ("view", "视图", "view", look.views), ("command", "操作", "command", look.commands),
        ):  # fmt: skip
            word = getattr(task, field)
            if word and word not in known:
                look.unknown((*path, field), zh, en, word, known)
        for fault in faults(task.done, look.views):
            look.wrong((*path, "done"), f"判断式不对：{fault}", f"the probe is wrong: {fault}")
        if not task.hints:
            look.wrong(path, f"任务“{task.id}”没有提示", f"the task {task.id!r} has no hints", warning=True)
