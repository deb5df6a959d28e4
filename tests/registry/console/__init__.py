"""The console: what each page shows to whom, and what its forms do."""
