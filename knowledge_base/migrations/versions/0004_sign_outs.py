"""sign-outs."""

import sqlalchemy as sa
from alembic import op

from knowledge_base.database import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sign_outs",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_sign_outs_at", "sign_outs", ["at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_sign_outs_at", "sign_outs")
    op.drop_table("sign_outs")
