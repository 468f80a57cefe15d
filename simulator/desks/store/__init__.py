"""The records every desk shares: catalogue, orders, stock, cash, account health, notices and the shift itself."""
