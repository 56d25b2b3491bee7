"""The domain, pure: facts and `now` in, values out; no AWS, clock, randomness or files."""
