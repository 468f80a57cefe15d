"""The first shape: classes, people, assignments, hand-ins, marks and decisions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, **more: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, **more)


def _ref(name: str, target: str, **more: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String(), sa.ForeignKey(target), **{"nullable": False, **more})


def _number(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _NUMBER, nullable=nullable)


def _small(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _seq() -> sa.Column[int]:
    return sa.Column("seq", _NUMBER, primary_key=True, nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table("klass", _text("id", primary_key=True), _text("title"), _bytes("secret"), _number("created"))
    op.create_table(
        "person", _text("id", primary_key=True), _text("number"), _text("name"), _text("email"), _number("erased", nullable=True)
    )  # fmt: skip
    op.create_table(
        "member", _ref("klass", "klass.id", primary_key=True), _ref("person", "person.id", primary_key=True, index=True),
        _number("joined"), _number("left", nullable=True),
    )  # fmt: skip
    op.create_table("pack", _text("digest", primary_key=True), _text("id"), _text("version"), _bytes("archive"))
    op.create_table(
        "assignment", _text("id", primary_key=True), _ref("klass", "klass.id", index=True), _text("title"), _text("pack"),
        _text("pack_version"), _ref("pack_digest", "pack.digest"), _text("scenario"), _text("seeds"),
        _number("seed", nullable=True), _small("attempts"), _number("opens", nullable=True), _number("closes", nullable=True),
        _text("counts"), _small("pass_at"), _ref("rubric", "pack.digest"), _number("created"),
    )  # fmt: skip
    op.create_table("content", _text("sha256", primary_key=True), _number("size"), _bytes("data"))
    op.create_table(
        "handin", _text("id", primary_key=True), _ref("assignment", "assignment.id"), _ref("student", "person.id", index=True),
        _text("attempt"), _text("seed"), _text("verdict"), _text("says"), _number("received"), _number("started"),
        _number("ended"), _number("active"), _number("commands"), _number("minutes"), _text("head"), _text("source"),
        _ref("content", "content.sha256", nullable=True), _text("print", index=True),
        sa.Index("ix_handin_assignment", "assignment", "student"),
    )  # fmt: skip
    op.create_table(
        "inbox", _text("id", primary_key=True), _number("received"), _ref("assignment", "assignment.id"),
        _ref("student", "person.id"), _ref("sha256", "content.sha256"),
        sa.UniqueConstraint("assignment", "student", "sha256"),
    )  # fmt: skip
    op.create_table(
        "mark", _ref("handin", "handin.id", primary_key=True), _ref("rubric", "pack.digest", primary_key=True), _small("points"),
        _text("mark"), _number("made"), _text("program"),
    )  # fmt: skip
    op.create_table(
        "override", _seq(), _text("id", unique=True), _ref("assignment", "assignment.id", index=True),
        _ref("student", "person.id", index=True), _small("points", nullable=True), _text("reason"), _text("author"), _number("at"),
    )  # fmt: skip
    op.create_table(
        "reset", _seq(), _text("id", unique=True), _ref("assignment", "assignment.id", index=True),
        _ref("student", "person.id", index=True), _text("reason"), _text("author"), _number("at"),
    )  # fmt: skip
    op.create_table(
        "regrade", _seq(), _text("id", unique=True), _ref("assignment", "assignment.id", index=True),
        _ref("before", "pack.digest"), _ref("after", "pack.digest"), _text("reason"), _text("author"), _number("at"),
        _ref("undoes", "regrade.id", nullable=True, unique=True),
    )  # fmt: skip
    op.create_table("setting", _text("name", primary_key=True), _text("value"))
