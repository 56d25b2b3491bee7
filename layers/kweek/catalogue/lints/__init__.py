"""What is not wrong but risky in the campaigns: each kind of warning has a code, and one module."""
