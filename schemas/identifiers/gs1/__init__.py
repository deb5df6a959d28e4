"""GS1: application identifiers, element strings, Digital Link URIs and what they are checked against."""
