"""Where questions come in: the HTTP hot path, its plain twin, and the other wires."""
