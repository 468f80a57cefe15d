"""`storesim pack keygen | sign | verify | trust`: who vouches for a pack."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import datetime
from pathlib import Path

import msgspec

from simulator.cli import out, words
from simulator.cli.packs import reading
from simulator.cli.trouble import DONE, FAILED, Misuse
from simulator.kernel.text import Lang, Text

PASSWORD = "STORESIM_KEY_PASSWORD"


def keygen(file: str, comment: str, password: bool, lang: Lang) -> int:
    """Two files: the private key, never overwritten, and the public one to give away."""
    from simulator.packs.keys import fingerprint
    from simulator.packs.signature import new_key

    path = Path(file).expanduser()
    public = new_key(path, _password(lang, twice=True) if password else None, comment)
    out.say(Text(f"私钥 {path}（只留给自己）", f"Private key {path} (keep it to yourself)").of(lang))
    out.say(
        Text(f"公钥 {path}.pub（发给用包的人）", f"Public key {path}.pub (give it to those who use your packs)").of(
            lang
        )
    )
    out.say(Text(f"指纹 {fingerprint(public)}", f"Fingerprint {fingerprint(public)}").of(lang))
    return DONE


def _password(lang: Lang, twice: bool = False) -> str:
    """From the environment, else asked for on the terminal."""
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        raise Misuse(
            f"没有终端可询问密码；请设环境变量 {PASSWORD}。",
            f"There is no terminal to ask for the password; set {PASSWORD}.",
        )
    found = getpass.getpass(Text("密码：", "Password: ").of(lang))
    if twice and getpass.getpass(Text("再输一次：", "Once more: ").of(lang)) != found:
        raise Misuse("两次密码不同，没有生成密钥。", "The passwords differ; no key was made.")
    return found


def sign(file: str, key: str, signer: str, lang: Lang) -> int:
    """The archive, rewritten with its signature."""
    from simulator.packs.errors import SignatureError
    from simulator.packs.signature import read_private
    from simulator.packs.signature import sign as put

    path = reading.place(file)
    if path.is_dir():
        raise Misuse(
            "只能给打好的 .zip 签名；先运行 storesim pack build。",
            "Only a built .zip can be signed; run storesim pack build first.",
        )
    pack = reading.usable(path, lang)
    if pack is None:
        return FAILED
    place = Path(key).expanduser()
    try:
        private = read_private(place, os.environ.get(PASSWORD))
    except SignatureError:
        if PASSWORD in os.environ or sys.stdin is None or not sys.stdin.isatty() or not place.is_file():
            raise
        private = read_private(place, _password(lang))
    made = put(
        path,
        private,
        id=pack.id,
        version=pack.version,
        signer=signer or pack.author or pack.id,
        day=datetime.now().astimezone().date().isoformat(),
    )
    out.say(Text(f"已签名 {made.path}", f"Signed {made.path}").of(lang))
    out.say(f"SHA-256  {made.sha256}")
    return DONE


def verify(file: str, key: str, as_json: bool, lang: Lang) -> int:
    """What the signature is worth here: 0 good and trusted (or by the key asked for), 1 anything else."""
    from simulator.packs.keys import KeyRing, read_public
    from simulator.packs.signature import verify as look

    path = reading.place(file)
    found = reading.files(path)
    pack = reading.usable(path, lang)
    if pack is None:
        return FAILED
    state = look(found.files, found.signature, id=pack.id, version=pack.version, ring=KeyRing())
    asked = read_public(Path(key).expanduser()) if key else None
    ok = state.state == "good" and (state.key is not None and state.key.raw == asked.raw if asked else state.trusted)
    if as_json:
        out.json(
            {
                "ok": ok, "pack": pack.id, "version": pack.version, "digest": pack.digest, "state": state.state,
                "signer": state.signer, "day": state.day, "fingerprint": state.fingerprint, "known_as": state.known_as,
                "says": msgspec.to_builtins(state.text),
            }
        )  # fmt: skip
        return DONE if ok else FAILED
    out.say(f"{pack.id} {pack.version}  {pack.digest}")
    out.say(state.text.of(lang))
    if asked is not None and state.state == "good":
        says = (
            Text("是这把公钥所签。", "It was signed by this key.")
            if ok
            else Text("不是这把公钥所签。", "It was not signed by this key.")
        )
        out.say(says.of(lang))
    return DONE if ok else FAILED


def trust(file: str, name: str, remove: str, lang: Lang) -> int:
    """Add a key to the ring, take one out, or list them."""
    from simulator.packs.keys import KeyRing, fingerprint, read_public

    ring = KeyRing()
    if remove:
        ring.remove(remove)
        out.say(Text(f"不再信任“{remove}”。", f"{remove!r} is trusted no longer.").of(lang))
        return DONE
    if file:
        public = read_public(Path(file).expanduser())
        if not (name or public.comment):
            raise Misuse("请用 --name 写明是谁的公钥。", "Say whose key it is with --name.")
        ring.add(name or public.comment, public)
        called, letters = name or public.comment, fingerprint(public)
        out.say(
            Text(
                f"已信任“{called}”（{letters}）；请当面或打电话核对指纹。",
                f"{called!r} ({letters}) is trusted now; compare the fingerprint by phone.",
            ).of(lang)
        )
        return DONE
    out.lines(words.table(["", ""], [[known, fingerprint(key)] for known, key in ring.names().items()]))
    return DONE
