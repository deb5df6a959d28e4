"""Pictures of the console for its documentation: `python -m tests.pictures` takes them."""
