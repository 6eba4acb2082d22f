"""The library: the Store Protocol and its backends."""
