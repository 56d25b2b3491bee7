"""The effects: one thin adapter for each AWS noun, and nothing that decides."""
