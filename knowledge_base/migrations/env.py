"""Alembic's environment: migrates whatever database the caller hands over.

The caller (`bot.storage.migrate`) gives the connection and the metadata, because tables are
declared by packages that the knowledge may not import.
"""

from alembic import context

options = context.config.attributes

context.configure(
    connection=options["connection"],
    target_metadata=options["metadata"],
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="",
)
with context.begin_transaction():
    context.run_migrations()
