"""Two hundred stories in three worlds: the virtual one, over moto, and on the embedded stack."""
