"""The roof: settings, assembly, supervisor and command line; only here do both wings meet."""
