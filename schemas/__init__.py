"""The ground floor: nouns, identifier schemes and documents; no I/O, no loop, no clock."""
