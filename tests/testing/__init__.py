"""The virtual world, held against itself, against moto and against the embedded stack."""
