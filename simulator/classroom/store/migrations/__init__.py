"""How a classroom's database came to its present shape, one revision after another.

To change the shape: change `tables.py`, add `versions/rNNNN.py` that brings the last revision there without losing a row (it
may not import `tables`, which goes on changing), and add its name to `REVISIONS` in `schema.py`. Alembic runs it on SQLite and
PostgreSQL within one transaction.
"""
