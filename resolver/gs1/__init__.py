"""The GS1-Conformant Resolver: what a question about a Digital Link comes to. Thinks only; `resolver.edge` answers."""
