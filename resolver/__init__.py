"""The wing for answering: reads its own replica and counts what it answers; no SQL."""
