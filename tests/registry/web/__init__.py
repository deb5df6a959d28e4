"""The HTTP APIs of the registry over real sockets."""
