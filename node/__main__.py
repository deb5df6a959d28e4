"""`python -m node` is `idnode`, for where the console script is not on the path."""

from node.cli import main

main()
