"""The proofs: crashes, interleavings, orders, long lives, guards, and what each counted."""
