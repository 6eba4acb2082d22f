"""The archive: what the wire brings, in a database. SQL by hand, parameters bound."""
