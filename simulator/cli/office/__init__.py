"""The operations of an office as commands: their fields are the arguments and options.

Nothing is written here for a single operation or for one office: `storesim class ...` and `storesim hall ...` are made of this.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection
from typing import Annotated, Any

import typer

from simulator.classroom.bureau import Bureau, Spec
from simulator.cli.shell import Shell
from simulator.kernel.messages import FieldSpec

OPTIONS = ("reason", "confirm")  # these are said by name, also where they have to be there


def register(shell: Shell, app: typer.Typer, bureau: Bureau, argv: Collection[str] | None) -> typer.Typer | None:
    """The group of an office, with a command for each of its operations; None where only its name is wanted (see `app.build`)."""
    group = shell.group(bureau.name, bureau.about.of(shell.lang), app)
    if argv is not None and bureau.name not in argv:
        return None
    for spec in bureau.operations().values():
        add(shell, group, spec)
    return group


def flag(field: FieldSpec) -> str:
    """`--pass-at` for `pass_at`; a Python word keeps its English spelling."""
    return "--" + field.name.replace("klass", "class").replace("_", "-")


def positional(spec: Spec, field: FieldSpec) -> bool:
    """Whether a field is said by its place: what has to be there (figures are said by name, for they may be less than nothing), and a file,
    a folder or an exam that comes first."""
    first = field is spec.fields[0] and (field.info.kind == "path" or field.info.record == "exams")
    return first or (field.required and field.name not in OPTIONS and field.info.kind != "int")


def add(shell: Shell, group: typer.Typer, spec: Spec) -> None:
    """One operation as a command of a group."""
    lang = shell.lang

    def command(**given: Any) -> int:
        from simulator.cli.office.run import Asked, run

        asked = Asked(given.pop("database"), given.pop("json"))
        return run(spec, given, asked, lang)

    parameters = [_parameter(shell, spec, field) for field in spec.fields]
    parameters.append(
        _named(
            "database", database_option(shell, spec.bureau), ""
        )
    )  # fmt: skip
    parameters.append(_named("json", Annotated[bool, shell.switch("--json", "输出 JSON。", "Answer in JSON.")], False))
    command.__signature__ = inspect.Signature(parameters, return_annotation=int)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    shell.add(spec.name, spec.about.of(lang), group)(command)


def database_option(shell: Shell, bureau: Bureau) -> Any:
    """The annotation of the option that names the database of an office."""
    names = " / ".join(filter(None, (bureau.variable, "STORESIM_CLASSES")))
    return Annotated[
        str,
        shell.option(
            "--database",
            "URL",
            f"数据库：文件或 postgresql+psycopg://…；默认 {names}，否则用自己的文件。",
            f"Database: a file or postgresql+psycopg://…; {names}, else a file of its own.",
        ),
    ]


def _parameter(shell: Shell, spec: Spec, field: FieldSpec) -> inspect.Parameter:
    about = field.info
    words = about.title.of(shell.lang)
    if about.help is not None:
        words += shell.t("：", ": ") + about.help.of(shell.lang)
    if about.choices:
        words += shell.t("：", ": ") + ", ".join(f"{k} {v.of(shell.lang)}" for k, v in about.choices.items() if k)
    if (isinstance(field.default, int) and not isinstance(field.default, bool)) or (about.choices and field.default):
        words += shell.t(f"；默认 {field.default}", f"; {field.default} by default")
    words += shell.t("。", ".")
    if positional(spec, field):
        note = typer.Argument(metavar=field.name.replace("_", "-").upper(), help=words)
        if field.required:
            return _named(field.name, Annotated[str, note])
        return _named(field.name, Annotated[str | None, note], None)
    if field.type is bool:
        return _named(field.name, Annotated[bool, typer.Option(flag(field), help=words)], bool(field.default))
    metavar = (
        "N" if about.kind == "int" else "FILE" if about.kind == "path" else "TIME" if about.kind == "moment" else "TEXT"
    )
    note = typer.Option(flag(field), metavar=metavar, help=words)
    if field.required:
        return _named(field.name, Annotated[str, note])
    return _named(field.name, Annotated[str | None, note], None)


def _named(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
