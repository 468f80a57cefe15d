"""Acknowledged actions of an exam on PostgreSQL (loopback, fsync on) beside plain psycopg that inserts the same bytes and commits.

Ours is the whole action as a candidate's program does it: decided, applied, answered by the market, encoded, judged by the hall (seat, state, deadline)
and kept. The peer has one connection and says INSERT and COMMIT for each row.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

from bench import Figure, interleave
from bench._hall import makers, one_item

ROUNDS = 6
_ROW = "attempt, seq, first, minute, wall, payload, digest"


def run() -> Figure:
    """At least 0.5 of psycopg."""
    makers()
    from hallmaker import small_exam, take
    from hallserver import postgres

    from simulator.bots.player import play
    from simulator.classroom.store.database import open_database
    from simulator.exams.clock import HallClock
    from simulator.kernel.journal import Row

    with postgres() as server:
        url = server.url()
        clock = HallClock()
        with open_database(url) as db:
            assert server.ask("SHOW fsync") == [("on",)]
            assert server.ask("SHOW synchronous_commit") == [("on",)]
            _, strips = small_exam(db, clock, ROUNDS + 1, **one_item())
            waiting = iter(strips)
            rows: list[Row] = []

            def ours() -> float:
                seat = take(db, clock, next(waiting))
                seat.refresh()
                seat.begin()
                attempt = seat.begin_item(0)
                do, taken = attempt.do, 0.0

                def timed(command: Any) -> Any:
                    nonlocal taken
                    start = perf_counter()
                    outcome = do(command)
                    taken += perf_counter() - start
                    return outcome

                attempt.do = timed  # type: ignore[method-assign]
                play(attempt, "reference")
                rows[:] = list(attempt.journal.rows())[1:]
                seat.close()
                return len(rows) / taken

            with _plain(server) as connection:

                def peer() -> float:
                    start = perf_counter()
                    for r in rows:
                        connection.execute(
                            f"INSERT INTO peer ({_ROW}) VALUES (%s, %s, %s, %s, %s, %s, %s)",
                            (r.attempt, r.seq, r.first, r.minute, r.wall, r.payload, r.digest), prepare=True,
                        )  # fmt: skip
                        connection.commit()
                    return len(rows) / (perf_counter() - start)

                ours()  # statements prepared, caches warm
                mine, theirs = interleave(ours, peer, ROUNDS, max)
    return Figure(
        "exam action on PostgreSQL",
        mine,
        theirs,
        "1/s",
        0.5,
        "at least",
        "psycopg, INSERT and COMMIT of the same bytes",
    )


def _plain(server: Any) -> Any:
    """A connection of the peer's, to a table like ours."""
    import psycopg

    connection = psycopg.connect(f"postgresql://postgres@127.0.0.1:{server.port}/postgres")
    connection.execute(
        "CREATE TABLE peer (attempt varchar, seq bigint, first bigint, minute bigint, wall bigint, payload bytea, digest bytea, "
        "PRIMARY KEY (attempt, seq))"
    )
    connection.commit()
    return connection
