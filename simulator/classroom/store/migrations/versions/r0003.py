"""Exams: papers, sittings with their facts, attempts, tickets, nodes, receipts and marks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """New tables only."""
    op.create_table(
        "exam",
        sa.Column("id", sa.String(), primary_key=True, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("klass", sa.String(), nullable=False, index=True),
        sa.Column("paper", sa.LargeBinary(), nullable=False),
        sa.Column("packs", sa.String(), nullable=False),
        sa.Column("targets", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("admission", sa.String(), nullable=False),
        sa.Column("opens", _NUMBER, nullable=True),
        sa.Column("shift", _NUMBER, nullable=False),
        sa.Column("created", _NUMBER, nullable=False),
        sa.Column("revealed", _NUMBER, nullable=True),
    )
    op.create_table(
        "exam_sitting",
        sa.Column("id", sa.String(), primary_key=True, nullable=False),
        sa.Column("exam", sa.String(), sa.ForeignKey("exam.id"), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False, unique=True),
        sa.Column("person", sa.String(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("pin", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("deadline", _NUMBER, nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("seen", _NUMBER, nullable=True),
    )
    op.create_index("ix_exam_sitting_due", "exam_sitting", ["exam", "state", "deadline"])
    op.create_table(
        "exam_fact",
        sa.Column("subject", sa.String(), primary_key=True, nullable=False),
        sa.Column("seq", _NUMBER, primary_key=True, nullable=False),
        sa.Column("wall", _NUMBER, nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "exam_attempt",
        sa.Column("id", sa.String(), primary_key=True, nullable=False),
        sa.Column("sitting", sa.String(), sa.ForeignKey("exam_sitting.id"), nullable=False, index=True),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", _NUMBER, nullable=False),
    )
    op.create_table(
        "exam_row",
        sa.Column("attempt", sa.String(), sa.ForeignKey("exam_attempt.id"), primary_key=True, nullable=False),
        sa.Column("seq", _NUMBER, primary_key=True, nullable=False),
        sa.Column("first", _NUMBER, nullable=False),
        sa.Column("minute", _NUMBER, nullable=False),
        sa.Column("wall", _NUMBER, nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "exam_draft",
        sa.Column("attempt", sa.String(), sa.ForeignKey("exam_attempt.id"), primary_key=True, nullable=False),
        sa.Column("form", sa.String(), primary_key=True, nullable=False),
        sa.Column("content", sa.String(), nullable=False),
    )
    op.create_table(
        "exam_sign_in",
        sa.Column("seq", _NUMBER, primary_key=True, nullable=False),
        sa.Column("exam", sa.String(), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("at", _NUMBER, nullable=False),
    )
    op.create_index("ix_exam_sign_in_origin", "exam_sign_in", ["origin", "at"])
    op.create_index("ix_exam_sign_in_ticket", "exam_sign_in", ["ticket", "at"])
    op.create_table(
        "exam_node",
        sa.Column("id", sa.String(), primary_key=True, nullable=False),
        sa.Column("exam", sa.String(), sa.ForeignKey("exam.id"), primary_key=True, nullable=False, index=True),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("started", _NUMBER, nullable=False),
        sa.Column("seen", _NUMBER, nullable=False),
        sa.Column("stopped", _NUMBER, nullable=True),
        sa.Column("candidates", sa.Integer(), nullable=False),
    )
    op.create_table(
        "exam_receipt",
        sa.Column("seq", _NUMBER, primary_key=True, nullable=False),
        sa.Column("exam", sa.String(), sa.ForeignKey("exam.id"), nullable=False, index=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rows", _NUMBER, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("at", _NUMBER, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_exam_receipt_subject", "exam_receipt", ["subject", "rows"])
    op.create_table(
        "exam_mark",
        sa.Column("sitting", sa.String(), sa.ForeignKey("exam_sitting.id"), primary_key=True, nullable=False),
        sa.Column("rubric", sa.String(), primary_key=True, nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("made", _NUMBER, nullable=False),
        sa.Column("program", sa.String(), nullable=False),
    )
    op.create_table(
        "exam_grading",
        sa.Column("seq", _NUMBER, primary_key=True, nullable=False),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("exam", sa.String(), sa.ForeignKey("exam.id"), nullable=False, index=True),
        sa.Column("rubric", sa.String(), nullable=False),
        sa.Column("paper", sa.LargeBinary(), nullable=False),
        sa.Column("packs", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", _NUMBER, nullable=False),
        sa.Column("undoes", sa.String(), sa.ForeignKey("exam_grading.id"), nullable=True, unique=True),
    )
    op.create_table(
        "exam_override",
        sa.Column("seq", _NUMBER, primary_key=True, nullable=False),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("sitting", sa.String(), sa.ForeignKey("exam_sitting.id"), nullable=False, index=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", _NUMBER, nullable=False),
    )
