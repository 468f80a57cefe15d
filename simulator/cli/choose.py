"""What people name on the command line (scenario, seed, player, save, view), found or refused with a suggestion."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli import out
from simulator.cli.trouble import Misuse, near, sentence, unknown
from simulator.kernel.text import Lang

if TYPE_CHECKING:
    from simulator.packs.model import Pack, Scenario

MAX_SEED = 2**63 - 1


def seed(text: str) -> int:
    """A seed: a whole number from 0 to 2**63 - 1."""
    from simulator.locale.clean import clean

    word = text.strip()
    if word.isascii() and word.isdigit() and len(word) <= 19 and int(word) <= MAX_SEED:
        return int(word)
    raise Misuse(
        f"种子“{clean(text)[:40]}”不行：应为 0 到 {MAX_SEED} 的整数，例如 --seed 7。",
        f'"{clean(text)[:40]}" is no seed: it is a whole number from 0 to {MAX_SEED}, as in --seed 7.',
    )


def whole(option: str, text: str, low: int, high: int) -> int:
    """A whole number within bounds."""
    word = text.strip()
    if word.isascii() and word.isdigit() and len(word) <= 9 and low <= int(word) <= high:
        return int(word)
    raise Misuse(f"{option} 应为 {low} 到 {high} 的整数。", f"{option} is a whole number from {low} to {high}.")


def scenario(name: str, lang: Lang) -> tuple[Pack, Scenario]:
    """A shipped scenario by its id (`11.1`, or `table1/11.1`); packs that cannot be used are told and passed over."""
    from simulator.packs.library import address, usable_packs

    packs, broken = usable_packs()
    wanted, _, id = name.rpartition("/")
    known: list[str] = []
    for pack in packs:
        known += [address(pack, found) for found in pack.scenarios.values()]
        if wanted in ("", pack.id) and id in pack.scenarios:
            return pack, pack.scenarios[id]
    for error in broken:
        out.warn(sentence(error), lang)
    if not known:
        raise Misuse(
            "没有可用的场景包；请重新安装，或用 STORESIM_PACKS 指定位置。",
            "No scenario pack can be used; install again, or name a place with STORESIM_PACKS.",
        )
    raise unknown("场景", "scenario", id if wanted in ("", *(p.id for p in packs)) else name, known)


def player(name: str, found: Scenario) -> str:
    """The name of a player that can play this scenario."""
    from simulator.bots.player import experts, mistakes

    names = [
        "reference", "idle", "spam", *(f"mistake:{m.id}" for m in found.mistakes),
        *(f"mistake:{m}" for m in sorted(mistakes())),
    ]  # fmt: skip
    if name not in names:
        close = near(name, names) or [n for n in names if name and name in n]
        raise unknown("玩家", "player", name, close or list(dict.fromkeys(names)))
    lacking = [r for r in found.practises if r not in experts() and r not in found.reference.without]
    if lacking and name not in ("idle", "spam"):
        ids = ", ".join(lacking)
        raise Misuse(f"场景 {found.id} 的 {ids} 还没有参考玩家。", f"{found.id}: nobody plays {ids} yet.")
    return name


def save(name: str) -> Path:
    """An existing save: a path, or a name in the saves folder (with or without its ending)."""
    from simulator.sessions.store.errors import explain
    from simulator.sessions.store.places import SUFFIX, saves_folder

    given = Path(name).expanduser()
    folder = saves_folder()
    try:
        if given.exists() or given.is_symlink():
            return given
        for place in (folder / name, folder / f"{name}{SUFFIX}") if given.name == name else ():
            if place.exists():
                return place
    except (OSError, ValueError) as error:  # no way in, a name that is too long, a zero byte
        raise explain(error, name) from error
    try:
        known = sorted(p.name.removesuffix(SUFFIX) for p in folder.iterdir() if p.suffix == SUFFIX)
    except OSError:
        known = []
    close = near(given.name.removesuffix(SUFFIX), known)
    if close:
        raise Misuse(
            f"没有存档“{name}”；是否指 {'、'.join(close)}？",
            f"There is no save {name!r}; did you mean {', '.join(close)}?",
        )
    raise Misuse(
        f"没有存档“{name}”；请检查路径，或用 storesim saves 查看已有存档。",
        f"There is no save {name!r}; check the path, or list the saves with: storesim saves",
    )
