"""Small real things the tests stand on."""
