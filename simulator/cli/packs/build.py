"""`storesim pack build`: one archive, the same bytes on every machine."""

from __future__ import annotations

from pathlib import Path

from simulator.cli import out
from simulator.cli.packs import reading
from simulator.cli.trouble import DONE, FAILED, Misuse
from simulator.kernel.text import Lang, Text


def run(place: str, target: str, lang: Lang) -> int:
    """Check it, build it, print where it is and its SHA-256."""
    from simulator.packs.archive import build

    path = reading.place(place)
    if not path.is_dir():
        raise Misuse(f"{place} 不是文件夹。", f"{place} is not a folder.")
    pack = reading.usable(path, lang)
    if pack is None:
        return FAILED
    made = build(path, Path(target).expanduser() if target else None, id=pack.id, version=pack.version)
    out.say(
        Text(
            f"已打包 {made.path}（{made.size} 字节，{len(made.names)} 个文件）",
            f"Built {made.path} ({made.size} bytes, {len(made.names)} files)",
        ).of(lang)
    )
    out.say(f"SHA-256  {made.sha256}")
    out.say(Text(f"内容摘要  {made.digest}", f"Content  {made.digest}").of(lang))
    return DONE
