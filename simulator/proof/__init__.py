"""The proof: plays a pack with all players and says what is wrong with it (laws 9 and 10)."""
