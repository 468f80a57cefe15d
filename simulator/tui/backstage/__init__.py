"""What an author sees behind the curtain of a trial."""
