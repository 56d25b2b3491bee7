"""A future in minutes: made-up people live in the virtual world, and what came of it is counted."""
