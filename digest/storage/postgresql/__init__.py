"""A library in PostgreSQL, for a team: what people write and what the wire brings, in one database."""
