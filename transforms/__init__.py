"""Text in, Polars frames out: pure functions and spaCy components."""
