"""After-sale service (9.2.3): a buyer asks, the store offers a remedy in writing, takes goods back, inspects, pays or sends, closes."""
