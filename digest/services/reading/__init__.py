"""Reading the library: lists, overview, search, same page, suggestions."""
