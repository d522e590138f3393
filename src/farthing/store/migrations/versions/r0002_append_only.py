"""The audit log takes rows, and neither changes nor loses one."""

from alembic import op

revision = "0002"
down_revision = "0001"

MESSAGE = "audit_log is append-only"

SQLITE = (
    *(
        f"CREATE TRIGGER audit_log_no_{event.lower()} BEFORE {event} ON audit_log "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for event in ("UPDATE", "DELETE")
    ),
    # REPLACE would delete a row by giving its number to a new one.
    "CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log "
    "WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
    "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE ON audit_log "
    "FOR EACH ROW EXECUTE FUNCTION audit_log_refuse()",
    "CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse()",
)
DROPPED = {
    "sqlite": tuple(
        f"DROP TRIGGER audit_log_no_{event}" for event in ("update", "delete", "replace")
    ),
    "postgresql": (
        "DROP TRIGGER audit_log_no_change ON audit_log",
        "DROP TRIGGER audit_log_no_truncate ON audit_log",
        "DROP FUNCTION audit_log_refuse()",
    ),
}


def upgrade() -> None:
    """Adds the triggers."""
    for statement in SQLITE if _dialect() == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Takes them away again."""
    for statement in DROPPED[_dialect()]:
        op.execute(statement)


def _dialect() -> str:
    return op.get_bind().dialect.name
