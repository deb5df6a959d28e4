"""The LMDB replica the answers come from, and what keeps it level with the Feed."""
