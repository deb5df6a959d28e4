"""Alembic's entry: runs on the connection that `registry.store.migrate` hands over."""

from alembic import context

from registry.store import migrate

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("migrations are run by `idnode db upgrade`, which knows where the database is")

context.configure(connection=connection, target_metadata=migrate.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
