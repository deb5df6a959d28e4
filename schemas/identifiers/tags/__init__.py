"""EPC: identities as URNs, the bits of RFID tags, and both as GS1 data (GS1 EPC Tag Data Standard, TDS)."""
