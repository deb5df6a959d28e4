"""The node's own API, `/api/v1`: one file for each URL noun."""
