"""One pack of the library as lines: a row of the list, and everything about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from simulator.kernel.text import Lang, Text
from simulator.locale.width import width
from simulator.tui.screens.drawing import Cell, bar, line, wrapped
from simulator.tui.screens.rows import Row

if TYPE_CHECKING:
    from simulator.packs.model import Scenario
    from simulator.proof.library import Card

HEADS = (
    Text("场景包", "Pack"), Text("版本", "Version"), Text("来源", "From"), Text("签名", "Signature"), Text("证明", "Proof"),
)  # fmt: skip
CAPS = (0, 12, 10, 16, 16)  # cells of the widest words in a column; the first has what is left
FROM = {"named": Text("指定", "named"), "shipped": Text("自带", "shipped"), "installed": Text("已安装", "installed")}
FROM_WORDS = {
    "named": Text("由 STORESIM_PACKS 指定", "named by STORESIM_PACKS"),
    "shipped": Text("随程序自带", "shipped with the program"),
    "installed": Text("已安装", "installed"),
}
BROKEN = Text("不可用", "cannot be used")
OLDER = Text(
    "在用的是另一份（更新的版本，或 STORESIM_PACKS 指定的）。这一份只供继续用它开始的存档，也可以试玩。",
    "Another one is on offer (a newer version, or one that STORESIM_PACKS names). This one is kept for saves begun with it, "
    "and can be tried.",
)  # fmt: skip
SCENARIOS = Text("场景", "Scenarios")
MINUTES = Text("{n} 分钟", "{n} min")
LEVELS = Text("难度", "levels")
ABOUT = Text("这个包", "This pack")
ID = Text("编号", "Id")
AUTHOR = Text("作者", "Author")
LICENSE = Text("许可", "License")
ORIGIN = Text("来源", "From")
SIGNATURE = Text("签名", "Signature")
FINGERPRINT = Text("指纹", "Fingerprint")
DIGEST = Text("内容摘要", "Content")
ARCHIVE = Text("压缩包", "Archive")
SHA = Text("SHA-256 {letters}", "SHA-256 {letters}")
PLACE = Text("位置", "Place")
NOT_SAID = Text("没有写明", "not stated")
TRUST = Text(
    "当面或打电话核对指纹后，在命令行信任它：storesim pack trust 公钥.pub --name 名字",
    "Compare the fingerprint by phone, then trust the key on the command line: storesim pack trust KEY.pub --name NAME",
)
PROOF = Text("证明", "Proof")
NEVER = Text("还没有在本机证明过：F3 证明。", "Not proven on this machine yet: F3 proves it.")
HOLDS = Text(
    "成立：{when}，{seeds} 个种子，{runs} 局，提醒 {warnings} 处",
    "Holds: {when}, {seeds} seeds, {runs} runs, warnings {warnings}",
)
FAILS = Text(
    "不成立：{when}，{seeds} 个种子，{runs} 局，{flaws} 处问题，提醒 {warnings} 处",
    "Does not hold: {when}, {seeds} seeds, {runs} runs, flaws {flaws}, warnings {warnings}",
)
COVERAGE = Text("练到哪些要求", "What it practises")
COVERED = Text("{n}/{all} 条要求，{c}/{chapters} 章", "{n} of {all} requirements, {c} of {chapters} chapters")
OTHERS = Text("其余各章没有练到：{ids}", "Nothing of the other chapters: {ids}")
PROBLEM = Text("为什么不能用", "Why it cannot be used")
SEE_ALL = Text("F6 看全部问题，带文件、行和列。", "F6 shows all findings with file, line and column.")
LETTERS = 16  # of a SHA-256
TITLE = 24  # cells that a title needs in a table


def listed(found: Sequence[Card], lang: Lang, cells: int) -> list[Row]:
    """The list: a table where a title has room in it, else each pack on two lines."""
    words = [[title.of(lang) for title in HEADS], *[list(_words(card, lang)) for card in found]]
    sizes = [min(CAPS[i], max(width(row[i]) for row in words)) + 2 for i in range(1, len(HEADS))]
    if cells - sum(sizes) < TITLE:
        return [row for card in found for row in _two_lines(card, sizes, lang, cells)]
    first = cells - sum(sizes)
    titles = [Cell(title.of(lang), size, "$faint") for title, size in zip(HEADS[1:], sizes, strict=True)]
    head = Row(line(Cell(HEADS[0].of(lang), first, "$faint"), *titles))
    return [head, *[_one_line(card, first, sizes, lang) for card in found]]


def _one_line(card: Card, first: int, sizes: Sequence[int], lang: Lang) -> Row:
    title, version, origin, _, _ = _words(card, lang)
    return Row(
        line(
            Cell(title, first - 2, _title_style(card)), "  ", Cell(version, sizes[0], "$faint"),
            Cell(origin, sizes[1], "$faint"), *_state(card, sizes[2], sizes[3], lang),
        ),
        str(card.path),
    )  # fmt: skip


def _two_lines(card: Card, sizes: Sequence[int], lang: Lang, cells: int) -> list[Row]:
    title, version, origin, _, _ = _words(card, lang)
    key = str(card.path)
    head = line(Cell(title, cells - sizes[0] - 2, _title_style(card)), "  ", Cell(version, sizes[0], "$faint", "right"))
    rest = max(8, cells - 2 - sizes[1] - sizes[2])
    return [Row(head, key), Row(line("  ", Cell(origin, sizes[1], "$faint"), *_state(card, sizes[2], rest, lang)), key)]


def _title_style(card: Card) -> str:
    return "bold" if card.pack is not None else "$faint"


def _state(card: Card, signed: int, proven: int, lang: Lang) -> list[Cell | str]:
    """Signature and proof, or that it cannot be used."""
    if card.pack is None:
        return [Cell(BROKEN.of(lang), signed + proven, "bold $error")]
    trust = Cell(card.signed.of(lang), signed - 2, _trust_style(card))
    return [trust, "  ", Cell(card.proven.of(lang), proven, _proof_style(card))]


def _words(card: Card, lang: Lang) -> tuple[str, str, str, str, str]:
    usable = card.pack is not None
    return (
        card.title.of(lang), card.version or "-", FROM[card.origin].of(lang), card.signed.of(lang) if usable else "",
        card.proven.of(lang) if usable else "",
    )  # fmt: skip


def _trust_style(card: Card) -> str:
    state = card.signature
    if state is None or state.state == "none":
        return "$faint"
    return "$success" if state.trusted else "bold $error" if state.state == "bad" else "$warning"


def _proof_style(card: Card) -> str:
    return "$faint" if card.proof is None else "$success" if card.proof.holds else "bold $error"


# -- everything about one pack -----------------------------------------------------------------------------------


def detail(card: Card, lang: Lang, cells: int) -> list[Row]:
    """Scenarios first, for they are what is chosen; then who made and signed it, the proof, and what it covers."""
    rows = [Row(line(Cell(part, 0, "bold"))) for part in wrapped(card.title.of(lang), cells)]
    pack = card.pack
    if pack is None:
        rows += [Row(), _title(PROBLEM, lang)]
        rows += _text(card.problem.of(lang) if card.problem is not None else "", cells, "$error")
        rows += _text(SEE_ALL.of(lang), cells, "$faint")
        return [*rows, Row(), *_facts(card, lang, cells)]
    if pack.about.of(lang):
        rows += _text(pack.about.of(lang), cells)
    if not card.offered:
        rows += _text(OLDER.of(lang), cells, "$warning")
    rows += [Row(), _title(SCENARIOS, lang)]
    for scenario in pack.listed:
        rows += _scenario(scenario, lang, cells)
    rows += [Row(), *_facts(card, lang, cells), Row(), *_proof(card, lang, cells)]
    return [*rows, Row(), *_coverage(card.practises, lang, cells)]


def _title(title: Text, lang: Lang) -> Row:
    return Row(line(Cell(title.of(lang), 0, "bold $primary")))


def _text(words: str, cells: int, style: str = "") -> list[Row]:
    return [Row(line(Cell(part, 0, style))) for part in wrapped(words, cells)]


def _scenario(one: Scenario, lang: Lang, cells: int) -> list[Row]:
    """Title and minutes; id, track and levels below."""
    from simulator.tui.screens.briefing import level_name

    minutes = MINUTES.of(lang).format(n=one.minutes)
    names = [level_name(level).of(lang) for level in one.levels]
    facts = "   ".join([one.base, one.track, *([f"{LEVELS.of(lang)} {' / '.join(names)}"] if len(names) > 1 else [])])
    room = max(8, cells - width(minutes) - 2)
    key = f"s:{one.id}"
    return [
        Row(line(Cell(one.title.of(lang), room), "  ", Cell(minutes, 0, "$faint")), key),
        Row(line("  ", Cell(facts, max(8, cells - 2), "$faint")), key),
    ]


def _pair(label: Text, words: str, lang: Lang, cells: int, style: str = "") -> list[Row]:
    size = 10 if lang == "zh" else 13
    return [
        Row(line(Cell(label.of(lang) if i == 0 else "", size, "$faint"), Cell(part, 0, style)))
        for i, part in enumerate(wrapped(words, max(8, cells - size)))
    ]


def _facts(card: Card, lang: Lang, cells: int) -> list[Row]:
    """Who made it, who vouches for it, where it lies."""
    rows = [_title(ABOUT, lang), *_pair(ID, f"{card.id} {card.version}", lang, cells)]
    pack, state = card.pack, card.signature
    if pack is not None:
        rows += _pair(AUTHOR, pack.author or NOT_SAID.of(lang), lang, cells)
        if pack.license:
            rows += _pair(LICENSE, pack.license, lang, cells)
    rows += _pair(ORIGIN, FROM_WORDS[card.origin].of(lang), lang, cells)
    if state is not None:
        rows += _pair(SIGNATURE, state.text.of(lang), lang, cells, _trust_style(card))
        if state.fingerprint:
            rows += _pair(FINGERPRINT, state.fingerprint, lang, cells, "bold")
        if state.state == "good" and not state.trusted:
            rows += _pair(Text("", ""), TRUST.of(lang), lang, cells)
    if card.digest:
        rows += _pair(DIGEST, _sha(card.digest, lang), lang, cells)
    if card.archive:
        rows += _pair(ARCHIVE, _sha(card.archive, lang), lang, cells)
    return [*rows, *_pair(PLACE, str(card.path), lang, cells)]


def _sha(digest: str, lang: Lang) -> str:
    return SHA.of(lang).format(letters=f"{digest[:LETTERS]}{' ...' if len(digest) > LETTERS else ''}")


def _proof(card: Card, lang: Lang, cells: int) -> list[Row]:
    from simulator.tui.screens.home import stamp

    kept = card.proof
    if kept is None:
        return [_title(PROOF, lang), *_text(NEVER.of(lang), cells, "$faint")]
    said = (HOLDS if kept.holds else FAILS).of(lang).format(
        when=stamp(kept.at, lang), seeds=kept.seeds, runs=kept.runs, flaws=kept.flaws, warnings=kept.warnings
    )  # fmt: skip
    return [_title(PROOF, lang), *_text(said, cells, _proof_style(card))]


def _coverage(practised: Sequence[str], lang: Lang, cells: int) -> list[Row]:
    """By chapter how much of it is practised, with the ids; chapters without anything in one line."""
    from simulator.standard import chapters, requirements

    every = list(requirements())
    have = set(practised)
    touched = [c for c in chapters() if any(r.chapter == c.id and r.id in have for r in every)]
    said = COVERED.of(lang).format(n=len(have), all=len(every), c=len(touched), chapters=len(list(chapters())))
    rows = [_title(COVERAGE, lang), Row(line(said))]
    for chapter in touched:
        inside = [r.id for r in every if r.chapter == chapter.id]
        mine = [id for id in inside if id in have]
        count = f"{len(mine)}/{len(inside)}"
        figure: list[Cell | Content | str] = [
            Cell(chapter.id, 3, "$key", "right"), "  ", Cell(chapter.title.of(lang), max(8, cells - 25)), "  ",
            bar(len(mine), 10, full=len(inside)), Cell(count, 8, "", "right"),
        ]  # fmt: skip
        rows.append(Row(line(*figure)))
        rows += [
            Row(line(Cell("", 5), Cell(part, 0, "$faint"))) for part in wrapped("  ".join(mine), max(8, cells - 5))
        ]
    others = [c.id for c in chapters() if c not in touched]
    if others:
        rows += _text(OTHERS.of(lang).format(ids="  ".join(others)), cells, "$faint")
    return rows
