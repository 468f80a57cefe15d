"""Grading 1,000 saves of one shift by a Dask cluster of two workers on this machine beside grading them by two processes."""

from __future__ import annotations

from bench import Figure, interleave
from bench._class import SAVES, hand_ins

ROUNDS = 2


def run() -> Figure:
    """At least 0.8 of the speed."""
    from distributed import LocalCluster

    with (
        hand_ins() as made,
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs="ERROR"
        ) as cluster,
    ):
        address = cluster.scheduler_address
        mine, theirs = interleave(
            lambda: SAVES / made.grade(f"cluster={address}")[0], lambda: SAVES / made.grade("jobs=2")[0], ROUNDS, max
        )
    return Figure("grading 1,000 saves, Dask of 2 workers", mine, theirs, "saves/s", 0.8, "at least", "2 jobs")
