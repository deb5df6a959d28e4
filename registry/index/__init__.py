"""The index of search: which records hold which pairs of characters. Made from the journal, and made anew at will."""
