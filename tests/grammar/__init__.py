"""Random sound journeys in the whole grammar, and an interpreter that says what they come to."""
