"""The library in memory: the independent model that every backend is compared with."""
