"""The proofs: crashes, interleavings, orders, long lives, guards; a table tells what was counted."""
