"""The seven journeys that are shipped, each on the stack: happy, silent and left early."""
