"""The program: one request from the interaction to the ledger."""
