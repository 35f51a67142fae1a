"""Days that say nothing about usual demand: marked by a person, or noticed and offered to be marked."""
