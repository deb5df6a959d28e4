"""People: accounts and how they prove who they are."""
