"""The store in work: desks, tables, records, forms, the clock and the coach. Everything is built from the book."""
