"""A team's library in PostgreSQL: what people write and what feeds bring, in one database."""
