"""The databases themselves refuse to change an audit row; used by the migration."""

from typing import Any

SQLITE = (
    """CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
       BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END""",
    """CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
       BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END""",
    """CREATE TRIGGER audit_personal_no_update BEFORE UPDATE ON audit_personal
       BEGIN SELECT RAISE(ABORT, 'audit_personal can be erased, never changed'); END""",
)

POSTGRESQL = (
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$""",
    """CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
       FOR EACH ROW EXECUTE FUNCTION audit_refuse('audit_event is append-only')""",
    """CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('audit_event is append-only')""",
    """CREATE TRIGGER audit_personal_no_update BEFORE UPDATE ON audit_personal
       FOR EACH ROW EXECUTE FUNCTION audit_refuse('audit_personal can be erased, never changed')""",
)


def install(_apps: Any, schema_editor: Any) -> None:
    """Create the triggers of the database in use."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)  # no parameters: a % in it stands for itself
