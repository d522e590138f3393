"""Queries of the audit log."""

from sqlalchemy import bindparam

from farthing.store.catalogue.query import Query, newest
from farthing.store.tables import AuditEntry

_OF_USER = AuditEntry.user_id == bindparam("user_id")
_OF_ACTION = AuditEntry.action == bindparam("action")
_BY_TIME = AuditEntry.written_at

NEWEST = Query("audit.newest", newest(AuditEntry, _BY_TIME), "ix_audit_log_written_at")
OF_ACTION = Query(
    "audit.of_action", newest(AuditEntry, _BY_TIME, _OF_ACTION), "ix_audit_log_written_at"
)
OF_USER = Query(
    "audit.of_user", newest(AuditEntry, _BY_TIME, _OF_USER), "ix_audit_log_user_id_written_at"
)
OF_USER_AND_ACTION = Query(
    "audit.of_user_and_action",
    newest(AuditEntry, _BY_TIME, _OF_USER, _OF_ACTION),
    "ix_audit_log_user_id_action_written_at",
)

QUERIES = (NEWEST, OF_ACTION, OF_USER, OF_USER_AND_ACTION)
