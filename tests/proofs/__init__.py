"""The proofs: crashes, interleavings, orders, long lives, guards; what each found is told at the end."""
