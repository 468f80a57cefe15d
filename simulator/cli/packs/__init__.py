"""`storesim pack ...`: write, check, prove, try, build, sign, install and compare scenario packs.

Parameters and help here, the work in one module each.
"""

from typing import Annotated

import typer

from simulator.cli.shell import Shell


def register(shell: Shell, app: typer.Typer) -> None:
    """The group and its commands."""
    t, option, switch, argument = shell.t, shell.option, shell.switch, shell.argument
    pack = shell.group(
        "pack",
        t("场景包：编写、检查、证明、打包、签名、安装。", "Scenario packs: write, check, prove, build, sign, install."),
        app,
    )
    lang = shell.lang
    folder_ = argument("路径", "PATH", "场景包文件夹。", "The folder of the pack.")
    file_ = argument("包", "FILE", "打好的 .zip，或文件夹。", "A built .zip, or a folder.")
    json_ = Annotated[bool, switch("--json", "输出 JSON。", "Answer in JSON.")]

    @shell.add("new", t("新建一个场景包，一建好就能证明。", "Begin a pack that proves at once."), pack)
    def new(
        path: Annotated[str, folder_],
        title: Annotated[str, option("--title", "TEXT", "包的中文标题。", "The pack's title.")] = "",
        author: Annotated[str, option("--author", "NAME", "作者。", "The author.")] = "",
    ) -> int:
        from simulator.cli.packs.new import run

        return run(path, title, author, lang)

    @shell.add(
        "check",
        t(
            "检查一个场景包；--prove 还用各种玩家证明它的评分。",
            "Check a pack; with --prove also play it and prove its checks.",
        ),
        pack,
    )
    def check(
        path: Annotated[str, file_],
        prove: Annotated[bool, switch("--prove", "用参考、空闲、滥发和各错误玩家证明。", "Play it with reference, idle, spam and every mistake.")] = False,
        scenario: Annotated[str, option("--scenario", "S", "只看这个场景。", "Only this scenario.")] = "",
        seeds: Annotated[str, option("--seeds", "N", "证明用几个种子，默认 5。", "How many seeds to prove it on; 5 by default.")] = "",
        seed: Annotated[str, option("--seed", "N", "只用这一个种子。", "Only this seed.")] = "",
        facet: Annotated[str, option("--facet", "F", "只看这个检查项或要求，例如 11.1.2/value。", "Only this facet or requirement, such as 11.1.2/value.")] = "",
        json: json_ = False,
    ) -> int:  # fmt: skip
        from simulator.cli.packs.check import Asked, run

        return run(Asked(path, prove, scenario, seeds, seed, facet, json), lang)

    @shell.add(
        "play",
        t(
            "以作者身份试玩：看得见后台，可跳到任意时刻。",
            "Try it as its author: with everything visible, and jumps in time.",
        ),
        pack,
    )
    def play(
        path: Annotated[str, folder_],
        scenario: Annotated[str, argument("场景", "SCENARIO", "场景编号；只有一个时可不写。", "Id of a scenario; may be left out where there is one.")] = "",
        seed: Annotated[str, option("--seed", "N", "种子，默认 1。", "Seed; 1 by default.")] = "1",
        at: Annotated[str, option("--at", "TIME", "先跳到这一时刻，例如 “D2 10:00”。", "First jump to this moment, such as 'D2 10:00'.")] = "",
        player: Annotated[str, option("--player", "P", "由这个玩家演到 --at：reference 或 mistake:NAME；默认 idle。", "Who plays up to --at: reference, or mistake:NAME; idle by default.")] = "idle",
        text: Annotated[bool, switch("--text", "不开界面，把后台印出来。", "Print what goes on behind the scenes instead of opening the interface.")] = False,
    ) -> int:  # fmt: skip
        from simulator.cli.packs.play import run

        return run(path, scenario, seed, at, player, text, lang)

    @shell.add("coverage", t("要求与场景对照表，标出空缺。", "Requirements against scenarios, gaps marked."), pack)
    def coverage(
        paths: Annotated[list[str] | None, argument("路径...", "PATH...", "场景包；不写则用现有的全部。", "Packs; all there are by default.")] = None,
        only: Annotated[str, option("--only", "ID", "只看这一章或任务。", "Only this chapter or task.")] = "",
        gaps: Annotated[bool, switch("--gaps", "只看空缺。", "Only the gaps.")] = False,
        json: json_ = False,
    ) -> int:  # fmt: skip
        from simulator.cli.packs.coverage import run

        return run(paths or [], only, gaps, json, lang)

    @shell.add(
        "diff",
        t(
            "两个版本之间改了什么，补丁版本可不可以。",
            "What changed between two versions, and whether a patch release may.",
        ),
        pack,
    )
    def diff(
        old: Annotated[str, argument("旧", "OLD", "旧的包。", "The old pack.")],
        new: Annotated[str, argument("新", "NEW", "新的包。", "The new pack.")],
        json: json_ = False,
    ) -> int:
        from simulator.cli.packs.diff import run

        return run(old, new, json, lang)

    @shell.add("build", t("打成一个 .zip，印出 SHA-256。", "Build one .zip and print its SHA-256."), pack)
    def build(
        path: Annotated[str, folder_],
        out: Annotated[str, option("--out", "FILE", "输出文件；默认 <编号>-<版本>.zip。", "The file; <id>-<version>.zip by default.")] = "",
    ) -> int:  # fmt: skip
        from simulator.cli.packs.build import run

        return run(path, out, lang)

    @shell.add("keygen", t("生成签名用的一对密钥。", "Make a pair of keys for signing."), pack)
    def keygen(
        file: Annotated[str, argument("文件", "FILE", "私钥文件；公钥写在旁边的 .pub。", "The private key; the public one goes beside it as .pub.")],
        comment: Annotated[str, option("--comment", "TEXT", "公钥上的说明，例如学校名。", "A note on the public key, such as the school's name.")] = "",
        password: Annotated[bool, switch("--password", "询问并用密码加密私钥。", "Ask for a password and encrypt the private key.")] = False,
    ) -> int:  # fmt: skip
        from simulator.cli.packs.keys import keygen as run

        return run(file, comment, password, lang)

    @shell.add("sign", t("用私钥给打好的包签名。", "Sign a built pack with a private key."), pack)
    def sign(
        file: Annotated[str, argument("包", "FILE", "打好的 .zip。", "A built .zip.")],
        key: Annotated[str, option("--key", "FILE", "私钥文件。", "The private key.")],
        signer: Annotated[
            str, option("--signer", "NAME", "签名人；默认包的作者。", "Who signs; the pack's author by default.")
        ] = "",
    ) -> int:
        from simulator.cli.packs.keys import sign as run

        return run(file, key, signer, lang)

    @shell.add(
        "verify",
        t(
            "校验包的内容和签名。0 可信，1 有误、未签名或不认识的签名人。",
            "Verify content and signature. 0 trusted, 1 wrong, unsigned or unknown signer.",
        ),
        pack,
    )
    def verify(
        file: Annotated[str, file_],
        key: Annotated[
            str, option("--key", "FILE", "必须是这把公钥所签。", "It has to be signed by this public key.")
        ] = "",
        json: json_ = False,
    ) -> int:
        from simulator.cli.packs.keys import verify as run

        return run(file, key, json, lang)

    @shell.add(
        "trust",
        t("记住一把可信的公钥；不写文件则列出。", "Remember a public key as trusted; without a file, list them."),
        pack,
    )
    def trust(
        file: Annotated[str, argument("公钥", "FILE", "公钥文件 .pub。", "A public key, .pub.")] = "",
        name: Annotated[str, option("--name", "NAME", "它是谁的。", "Whose it is.")] = "",
        remove: Annotated[str, option("--remove", "NAME", "不再信任。", "Trust it no longer.")] = "",
    ) -> int:
        from simulator.cli.packs.keys import trust as run

        return run(file, name, remove, lang)

    @shell.add("install", t("安装一个包；各版本并存。", "Install a pack; versions stand side by side."), pack)
    def install(
        path: Annotated[str, file_],
        replace: Annotated[bool, switch("--replace", "同版本内容不同时替换。", "Replace the same version with other content.")] = False,
        signed: Annotated[bool, switch("--signed", "只装可信签名的包。", "Install only what somebody trusted has signed.")] = False,
    ) -> int:  # fmt: skip
        from simulator.cli.packs.shelf import install as run

        return run(path, replace, signed, lang)

    @shell.add("list", t("列出已有的包。", "List the packs there are."), pack)
    def list_(json: json_ = False) -> int:
        from simulator.cli.packs.shelf import listed as run

        return run(json, lang)

    @shell.add("remove", t("删除一个已安装的版本。", "Remove an installed version."), pack)
    def remove(
        id: Annotated[str, argument("编号", "ID", "包的编号。", "Id of the pack.")],
        version: Annotated[str, argument("版本", "VERSION", "哪个版本；只有一个时可不写。", "Which version; may be left out where there is one.")] = "",
    ) -> int:  # fmt: skip
        from simulator.cli.packs.shelf import remove as run

        return run(id, version, lang)

    @shell.add(
        "schema",
        t("各种文件的 JSON Schema（draft 7），供编辑器提示。", "JSON Schema (draft 7) of the files, for editors."),
        pack,
    )
    def schema(
        name: Annotated[
            str, argument("文件", "NAME", "scenario、pack、goods 等。", "scenario, pack, goods ...")
        ] = "scenario",
        out: Annotated[
            str, option("--out", "FOLDER", "把全部写到这个文件夹。", "Write all of them into this folder.")
        ] = "",
    ) -> int:
        from simulator.cli.packs.schema import run

        return run(name, out, lang)

    @shell.add(
        "words",
        t(
            "写包时可用的词：measures checks kinds mistakes experts commands views rules traits topics。",
            "The words a pack may use: measures checks kinds mistakes experts commands views rules traits topics.",
        ),
        pack,
    )
    def words(
        what: Annotated[str, argument("类", "WHAT", "哪一类。", "Which of them.")] = "",
        name: Annotated[
            str, argument("词", "WORD", "只看这一个，或它的开头。", "Only this one, or its beginning.")
        ] = "",
        json: json_ = False,
    ) -> int:
        from simulator.cli.packs.words import run

        return run(what, name, json, lang)

    @shell.add(
        "reference",
        t("整个格式的参考，一页 Markdown。", "The reference of the whole format, a page of Markdown."),
        pack,
    )
    def reference() -> int:
        from simulator.cli.packs.reference import run

        return run(lang)
