"""Where the library lives: the Store Protocol and its backends."""
