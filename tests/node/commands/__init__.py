"""The commands, called as their users call them, on real data folders."""
