"""Addresses kept sealed while something is to be told there."""

import sqlalchemy as sa
from alembic import op

from knowledge_base.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "kept_addresses",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("route", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("told_seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id"),
    )
    op.create_index("ix_kept_addresses_at", "kept_addresses", ["at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_kept_addresses_at", table_name="kept_addresses")
    op.drop_table("kept_addresses")
