"""People: accounts, how their persons prove who they are, and what they are let into."""
