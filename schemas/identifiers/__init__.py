"""One file for each identifier scheme, all with the same verbs in the same order."""
