"""Codes to print as nouns: what a symbol is, what it says, where it stands on a label and the label on a page."""
