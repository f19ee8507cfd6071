"""Safety of the office's data: ``kpcs backup``, ``kpcs restore``, ``kpcs doctor``.

``archive``  the backup file: what is in it and how it is checked
``tables``   the database as text, the same for SQLite and PostgreSQL
"""
