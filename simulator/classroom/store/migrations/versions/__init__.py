"""The revisions. What is written here is never changed again: databases in schools have walked it."""
