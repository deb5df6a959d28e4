"""Typed data of values: octets ↔ noun ↔ document, one file a type, the same four verbs in the same order in each."""
