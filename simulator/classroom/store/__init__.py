"""Where classes are kept: one database, SQLite by default, PostgreSQL by URL, the same code for both.

The only room of the classroom that knows sqlmodel, sqlalchemy and alembic. `places` is light; import the rest where it is
needed, for it brings sqlmodel (half a second).
"""
