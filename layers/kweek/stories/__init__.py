"""Stories: an author tests a journey as it is told, one person and one date after another."""
