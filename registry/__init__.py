"""The wing for entering: who may name what, and every rule about writing."""
