"""How a classroom's database came to its present shape, one revision after another."""
