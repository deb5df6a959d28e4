"""Codes and labels made: symbols drawn and read back, sheets of labels typeset. Touches no database."""
