"""How fast the node is, measured beside nginx; run from the checkout."""
