"""What can become of a sitting, and of a hall: facts that are only ever added, each with its moment, its actor and its reason.

They are chained as the rows of attempts are (`kernel.journal.link`). `at` is the hall's time in milliseconds since 1970 UTC. `by` is who did it:
`candidate`, `hall` (the program itself), or the name of an invigilator. What a fact leads to is in `exams.state`.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from simulator.kernel.journal import START, link
from simulator.kernel.text import Text

CANDIDATE, HALL = "candidate", "hall"


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="fact"):
    """What all facts say."""

    at: int
    by: str = HALL
    reason: str = ""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """How far an attempt had come: the number of its rows and the digest of the last one, in hexadecimal digits."""

    attempt: str
    rows: int
    head: str


# -- a sitting ------------------------------------------------------------------------------------------------


class Enrolled(Fact, frozen=True, kw_only=True, tag="enrolled"):
    """The first fact: which exam, by which paper and packs (digests), what the seeds will be (a commitment: SHA-256 of a nonce and the
    seeds, so that they can be shown later to have been drawn beforehand), and the personal limits.

    limit: seconds of working time; planned: seconds of extra time known beforehand; last_start, hard_close: moments, None for none.
    """

    exam: str
    paper: str
    packs: dict[str, str]
    commitment: str
    limit: int
    planned: int = 0
    last_start: int | None = None
    hard_close: int | None = None


class LimitsSet(Fact, frozen=True, kw_only=True, tag="limits-set"):
    """The personal limits of a candidate who has not begun are others now, because the opening was moved or extra time is known: all of them, as in
    Enrolled."""

    planned: int = 0
    last_start: int | None = None
    hard_close: int | None = None


class SignedIn(Fact, frozen=True, kw_only=True, tag="signed-in"):
    """The candidate took a seat: `epoch` counts the seats, and only the newest may act. `node` is the program that serves it, `over` whether it
    took over from a seat that was alive."""

    epoch: int
    node: str
    over: bool = False


class SignedOut(Fact, frozen=True, kw_only=True, tag="signed-out"):
    """The candidate left the seat (or its program ended in order)."""

    epoch: int


class Admitted(Fact, frozen=True, kw_only=True, tag="admitted"):
    """The candidate may begin."""


class Started(Fact, frozen=True, kw_only=True, tag="started"):
    """The time runs."""


class Paused(Fact, frozen=True, kw_only=True, tag="paused"):
    """Nothing may be done; the time runs on (design: time is never given back by itself)."""


class Resumed(Fact, frozen=True, kw_only=True, tag="resumed"):
    """Work goes on."""


class TimeGranted(Fact, frozen=True, kw_only=True, tag="time-granted"):
    """More (or less) time after an incident, in seconds; `closes` moves the personal hard close as well."""

    seconds: int
    closes: int | None = None


class ItemBegun(Fact, frozen=True, kw_only=True, tag="item-begun"):
    """An attempt at an item of the paper (from 0) was begun; `number` counts the tries from 0."""

    item: int
    number: int
    attempt: str


class ItemDone(Fact, frozen=True, kw_only=True, tag="item-done"):
    """The candidate handed the item in."""

    item: int
    head: Head


class Submitted(Fact, frozen=True, kw_only=True, tag="submitted"):
    """The sitting is over: the candidate handed in, or was made to (`by` an invigilator)."""

    heads: tuple[Head, ...] = ()


class Expired(Fact, frozen=True, kw_only=True, tag="expired"):
    """The sitting is over: its time was up. `at` is the deadline itself, whenever it was noticed (`noticed`)."""

    noticed: int
    heads: tuple[Head, ...] = ()


class Reopened(Fact, frozen=True, kw_only=True, tag="reopened"):
    """An invigilator lets the candidate go on."""


class Messaged(Fact, frozen=True, kw_only=True, tag="messaged"):
    """An invigilator's words to the candidate."""

    words: str


class MessageRead(Fact, frozen=True, kw_only=True, tag="message-read"):
    """The candidate has seen the messages so far (their number)."""

    count: int


class LanguageChosen(Fact, frozen=True, kw_only=True, tag="language-chosen"):
    """The candidate works in this language now."""

    lang: str


class Revoked(Fact, frozen=True, kw_only=True, tag="revoked"):
    """The ticket is worth nothing any more (lost, or handed to the wrong person); a new PIN makes it worth something again."""


class PinRenewed(Fact, frozen=True, kw_only=True, tag="pin-renewed"):
    """The ticket has another PIN."""


class Blank(msgspec.Struct, frozen=True, kw_only=True):
    """A fact whose free words were taken out: its number, and the SHA-256 of what stands there now, in hexadecimal digits."""

    seq: int
    digest: str


class Redacted(Fact, frozen=True, kw_only=True, tag="redacted"):
    """The person was erased, and with that the free words of earlier facts (reasons, messages), which may speak of him. Their links stay, so
    that all that was signed stays signed; that they hold their facts no longer is on record here, and so is what they hold instead."""

    blanks: tuple[Blank, ...]


class Sealed(Fact, frozen=True, kw_only=True, tag="sealed"):
    """The exam was handed out as a sealed file, to be taken without the hall; `seal` is its number. Until a new PIN is given the ticket is worth nothing
    in the hall, and of several files only that of the last seal counts."""

    seal: str


# -- a hall ---------------------------------------------------------------------------------------------------


class ExamMade(Fact, frozen=True, kw_only=True, tag="exam-made"):
    """The exam was set up: the digest of its paper, and those of its packs by id."""

    paper: str
    packs: dict[str, str]
    candidates: int = 0


class OpeningMoved(Fact, frozen=True, kw_only=True, tag="opening-moved"):
    """The exam opens at another moment."""

    opens: int | None


class NodeJoined(Fact, frozen=True, kw_only=True, tag="node-joined"):
    """A program began to serve the exam; `key` is the public key by which it signs receipts (hexadecimal digits, empty: it signs none)."""

    node: str
    host: str
    key: str = ""


class NodeLeft(Fact, frozen=True, kw_only=True, tag="node-left"):
    """A program ended, in order or (`lost`) without a word."""

    node: str
    lost: bool = False


class ClockJumped(Fact, frozen=True, kw_only=True, tag="clock-jumped"):
    """A clock made a step, in milliseconds (forward is more than 0): that of a node, which changes nothing, or that of the database
    (`node` is empty), which the hall's time was corrected for."""

    node: str
    step: int


class NamesRevealed(Fact, frozen=True, kw_only=True, tag="names-revealed"):
    """From here on markers see names."""


class Guessed(Fact, frozen=True, kw_only=True, tag="guessed"):
    """Signing in was tried too often: for a ticket, or from an address; it is closed to further tries until `until`."""

    what: str
    until: int


class Released(Fact, frozen=True, kw_only=True, tag="released"):
    """Tickets that were closed after too many tries take tries again."""

    what: str


class Collected(Fact, frozen=True, kw_only=True, tag="collected"):
    """A hand-in of a sealed exam was taken in: of which sitting and seal, the SHA-256 of the work in it, how often its program was begun, and by how many
    milliseconds its machine's clock was seen to be set."""

    sitting: str
    seal: str
    file: str
    starts: int
    steps: tuple[int, ...] = ()


SittingFact = (
    Enrolled | LimitsSet | SignedIn | SignedOut | Admitted | Started | Paused | Resumed | TimeGranted | ItemBegun | ItemDone | Submitted | Expired
    | Reopened | Messaged | MessageRead | LanguageChosen | Revoked | PinRenewed | Redacted | Sealed
)  # fmt: skip
HallFact = (
    ExamMade | OpeningMoved | NodeJoined | NodeLeft | ClockJumped | NamesRevealed | Guessed | Released | Collected
)

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[SittingFact | HallFact] = msgspec.json.Decoder(SittingFact | HallFact)

TITLES: dict[type[Fact], Text] = {
    Enrolled: Text("登记", "Enrolled"),
    LimitsSet: Text("调整个人时限", "Limits set"),
    SignedIn: Text("签到", "Signed in"),
    SignedOut: Text("离座", "Signed out"),
    Admitted: Text("准予开考", "Admitted"),
    Started: Text("开始作答", "Started"),
    Paused: Text("暂停", "Paused"),
    Resumed: Text("恢复", "Resumed"),
    TimeGranted: Text("调整时间", "Time granted"),
    ItemBegun: Text("开始一题", "Item begun"),
    ItemDone: Text("一题交卷", "Item handed in"),
    Submitted: Text("交卷", "Submitted"),
    Expired: Text("时间到", "Time up"),
    Reopened: Text("重新开放", "Reopened"),
    Messaged: Text("监考留言", "Message"),
    MessageRead: Text("留言已读", "Message read"),
    LanguageChosen: Text("选择语言", "Language chosen"),
    Revoked: Text("准考证作废", "Ticket revoked"),
    PinRenewed: Text("更换密码", "PIN renewed"),
    Redacted: Text("抹去个人资料", "Person erased"),
    Sealed: Text("密封离线考卷", "Sealed for offline"),
    ExamMade: Text("建立考试", "Exam set up"),
    OpeningMoved: Text("调整开考时间", "Opening moved"),
    NodeJoined: Text("服务程序启动", "Node joined"),
    NodeLeft: Text("服务程序退出", "Node left"),
    ClockJumped: Text("时钟跳变", "Clock jumped"),
    NamesRevealed: Text("公开姓名", "Names revealed"),
    Guessed: Text("签到尝试过多", "Too many sign-ins"),
    Released: Text("解除签到限制", "Sign-in limit lifted"),
    Collected: Text("收取离线答卷", "Hand-in collected"),
}


class Link(msgspec.Struct, frozen=True):
    """A fact as it is stored (see `classroom.store.examtables.ExamFactRow`)."""

    seq: int
    wall: int
    payload: bytes
    digest: bytes


def encode(fact: Fact) -> bytes:
    """A fact as bytes; the same fact gives the same bytes."""
    return _encoder.encode(fact)


def decode(payload: bytes) -> SittingFact | HallFact:
    """The fact in bytes. Raises msgspec.DecodeError (ValidationError among them) for others."""
    return _decoder.decode(payload)


def chained(subject: str, facts: Sequence[Fact], seq: int = 0, head: bytes = START) -> list[Link]:
    """Facts that follow `seq` others, ready to be stored."""
    links: list[Link] = []
    for fact in facts:
        payload = encode(fact)
        head = link(head, subject, seq, seq, 0, fact.at, payload)
        links.append(Link(seq, fact.at, payload, head))
        seq += 1
    return links


def broken(subject: str, links: Sequence[Link]) -> int | None:
    """The number of the first fact that does not follow the one before it; None when the chain holds. A fact whose words were taken out holds when a
    later one says so, and it is what that one says."""
    head, doubtful, blanks = START, dict[int, bytes](), dict[int, str]()
    for expected, one in enumerate(links):
        if one.seq != expected:
            return min([expected, *doubtful])
        if link(head, subject, one.seq, one.seq, 0, one.wall, one.payload) != one.digest:
            doubtful[expected] = one.payload
        else:
            blanks.update((b.seq, b.digest) for b in _blanks(one.payload) if b.seq < expected)
        head = one.digest
    return min((n for n, payload in doubtful.items() if blanks.get(n) != sha256(payload).hexdigest()), default=None)


def _blanks(payload: bytes) -> tuple[Blank, ...]:
    if b'"redacted"' not in payload:
        return ()
    try:
        said = decode(payload)
    except msgspec.MsgspecError:  # that it makes no sense is for others to say
        return ()
    return said.blanks if isinstance(said, Redacted) else ()
