"""The guards of the product, and the hand that takes each away to see whether a test misses it."""
