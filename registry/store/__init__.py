"""How the registry keeps its rows: tables, transactions, the journal and the trail."""
