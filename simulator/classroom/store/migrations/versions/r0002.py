"""A person has a login and a group; a student can be given extra time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Two columns that are empty for those who are there, and one table."""
    for name in ("login", "group"):
        op.add_column("person", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.create_table(
        "extension",
        sa.Column("seq", _NUMBER, primary_key=True, nullable=False),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("assignment", sa.String(), sa.ForeignKey("assignment.id"), nullable=False, index=True),
        sa.Column("student", sa.String(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("closes", _NUMBER, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", _NUMBER, nullable=False),
    )
