"""Reads, checks and compiles `campaigns/`; runs at synth and at home, never in Lambda."""
