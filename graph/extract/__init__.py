"""Text to facts: what one file says by itself. Pure; runs in the process pool."""
