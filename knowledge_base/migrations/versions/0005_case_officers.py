"""case officers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "case_officers",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("organisation_code", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["name"], ["agents.name"]),
        sa.ForeignKeyConstraint(["organisation_code"], ["organisations.code"]),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "extension_wishes",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("notice_sealed", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["applications.number"]),
        sa.PrimaryKeyConstraint("number"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("extension_wishes")
    op.drop_table("case_officers")
