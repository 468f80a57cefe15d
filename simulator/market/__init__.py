"""The market answers: carriers, customs, the platform, shoppers. Read-only reactions and occurrences; only events change the world."""
