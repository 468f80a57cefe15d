"""Who is let in and who is not, with a clock moved by hand; and which hosts, origins and addresses are believed."""

from __future__ import annotations

import pytest

from simulator.exams.errors import ExamError
from simulator.exams.serving.gate import Gate, Guest, Refused
from simulator.exams.serving.hosts import Hosts, address_of, counted_as
from simulator.exams.serving.limits import Bucket, Limits


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def gate(**limits: object) -> tuple[Gate, Clock]:
    clock = Clock()
    usual = {"burst": 1000, "address_per_second": 1000.0, "per_second": 1000.0, "most": 5, "per_address": 3}
    return Gate(Limits(**(usual | limits)), clock), clock  # type: ignore[arg-type]


def refusal(of: Gate, address: str) -> str:
    with pytest.raises(Refused) as refused:
        of.enter(address)
    assert refused.value.retry > 0
    looked = of.look(address)
    assert looked is not None
    assert looked.why == refused.value.why
    return refused.value.why


def farewells(guests: list[Guest]) -> list[str | None]:
    return [g.farewell for g in guests]


def test_so_many_from_one_address_and_so_many_in_all() -> None:
    doors, _ = gate()
    first = [doors.enter("a") for _ in range(3)]
    assert refusal(doors, "a") == "address"
    rest = [doors.enter("b"), doors.enter("c")]
    assert refusal(doors, "d") == "full"
    doors.left(rest[0])
    assert doors.look("d") is None
    doors.enter("d")
    assert farewells(first + rest) == [None] * 5


def test_who_has_signed_in_never_makes_room() -> None:
    doors, clock = gate()
    guests = [doors.enter(f"a{n}") for n in range(5)]
    for n, guest in enumerate(guests):
        doors.seat(guest, f"s{n}")
    clock.at += 100_000
    doors.sweep()
    assert refusal(doors, "z") == "full"
    assert farewells(guests) == [None] * 5
    assert doors.seated == 5


def test_who_touches_no_key_at_the_sign_in_page_makes_room() -> None:
    """A flood of silent sockets keeps nobody out."""
    doors, clock = gate()
    silent = [doors.enter(f"a{n}") for n in range(5)]
    clock.at += 9.9
    assert refusal(doors, "z") == "full"
    silent[0].heard = clock.at  # somebody types there
    clock.at += 0.2
    assert doors.look("z") is None
    assert farewells(silent) == [None] * 5  # looking moves nobody
    doors.enter("z")
    assert farewells(silent) == [None, "way", None, None, None]
    assert len(doors.guests) == 5


def test_an_address_makes_room_within_its_own_share_only() -> None:
    doors, clock = gate()
    others = doors.enter("b")
    mine = [doors.enter("a") for _ in range(3)]
    clock.at += 20
    doors.enter("a")
    assert farewells([others, *mine]) == [None, "way", None, None]


def test_nobody_sits_at_the_sign_in_page_for_ever() -> None:
    doors, clock = gate(idle=180)
    typing, silent, seated = (doors.enter(a) for a in "abc")
    doors.seat(seated, "s")
    clock.at += 100
    typing.heard = clock.at
    clock.at += 80
    doors.sweep()
    assert farewells([typing, silent, seated]) == [None, "idle", None]


def test_a_seat_that_was_taken_over_or_left_counts_no_more() -> None:
    doors, clock = gate(idle=180)
    old, new = doors.enter("a"), doors.enter("b")
    doors.seat(old, "s")
    doors.seat(new, "s")
    assert doors.seated == 1
    doors.stand(new)
    assert doors.seated == 0
    clock.at += 180
    doors.sweep()
    assert farewells([old, new]) == ["idle", "idle"]


def test_so_many_a_second() -> None:
    doors, clock = gate(per_second=2.0, burst=3, wait=2, most=100, per_address=100)
    waits = [doors.enter(f"a{n}").after for n in range(7)]
    assert waits == [0, 0, 0, 0.5, 1.0, 1.5, 2.0]
    assert refusal(doors, "z") == "busy"
    clock.at += 10
    assert doors.enter("z").after == 0


def test_one_address_cannot_use_up_the_turns_of_others() -> None:
    doors, _ = gate(per_second=10.0, burst=10, address_per_second=1.0, per_address=4, wait=1, most=100)
    for guest in [doors.enter("a") for _ in range(4)]:
        doors.left(guest)
    doors.left(doors.enter("a"))
    assert refusal(doors, "a") == "busy"
    assert doors.enter("b").after == 0


def test_a_bucket_fills_no_further_than_its_burst() -> None:
    bucket = Bucket(10, 20, 0.0)
    assert bucket.take(1000.0, 20) == 0
    assert bucket.take(1000.0, 10) == pytest.approx(1.0)
    assert not bucket.full(1002.9)
    assert bucket.full(1003.1)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8000", True), ("localhost:8000", True), ("192.168.1.5", True), ("[::1]:8000", True), ("ROOM-1:8000", True),
        ("exam.example.edu", True), ("evil.example", False), ("exam.example.edu.evil.example", False), ("", False), ("a@localhost", False),
        ("localhost/..", False), ("127.0.0.1.evil.example:80", False), ("localhost:x", False), ("[::1", False), ("exam.example.edu:99999", False),
        ("x" * 300, False), ("loc\x00alhost", False), ("2130706433", False),
    ],
)  # fmt: skip
def test_only_known_hosts(host: str, known: bool) -> None:
    assert Hosts("https://exam.example.edu/", ["room-1"]).knows(host) is known


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True), ("http://localhost", "localhost:80", True), ("https://localhost", "localhost", True),
        ("https://exam.example.edu", "127.0.0.1:8000", True), ("http://exam.example.edu", "127.0.0.1:8000", False),
        ("https://exam.example.edu:444", "exam.example.edu", False), ("http://127.0.0.1:8001", "127.0.0.1:8000", False),
        ("http://evil.example", "127.0.0.1:8000", False), ("null", "127.0.0.1:8000", False), ("", "127.0.0.1:8000", False),
        ("file://127.0.0.1:8000", "127.0.0.1:8000", False), ("http://127.0.0.1:8000/x", "127.0.0.1:8000", False),
        ("http://127.0.0.1:8000@evil.example", "127.0.0.1:8000", False), ("http://[::1", "[::1]", False),
    ],
)  # fmt: skip
def test_only_pages_of_ours_may_connect(origin: str, host: str, same: bool) -> None:
    assert Hosts("https://exam.example.edu/").same(origin, host) is same


@pytest.mark.parametrize(
    "url", ["exam.example.edu", "ftp://x", "https://", "https://a b/", "https://x/?q=1", "javascript:x"]
)
def test_a_public_url_that_is_none(url: str) -> None:
    with pytest.raises(ExamError, match="is no address"):
        Hosts(url)


def test_a_forwarded_address_is_believed_from_an_announced_proxy_on_this_machine_only() -> None:
    assert address_of("127.0.0.1", "6.6.6.6, 10.0.0.7", True) == "10.0.0.7"
    assert address_of("::1", "10.0.0.7", True) == "10.0.0.7"
    assert address_of("127.0.0.1", "10.0.0.7", False) == "127.0.0.1"
    assert address_of("10.0.0.1", "10.0.0.7", True) == "10.0.0.1"
    assert address_of("127.0.0.1", "10.0.0.7, unknown", True) == "127.0.0.1"
    assert address_of("::ffff:10.0.0.9", "", False) == "10.0.0.9"
    assert counted_as("2001:db8::1") == counted_as("2001:db8::ffff:1") != counted_as("2001:db8:0:1::1")
    assert counted_as("10.0.0.9") == "10.0.0.9"
