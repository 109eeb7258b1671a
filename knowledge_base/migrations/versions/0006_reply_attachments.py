"""reply attachments."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reply_attachments",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["applications.number"]),
        sa.PrimaryKeyConstraint("pk"),
    )
    with op.batch_alter_table("reply_attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_attachments_number"), ["number"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("reply_attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_attachments_number"))
    op.drop_table("reply_attachments")
