"""The terminal interface: what a person sees and does, on top of the services."""
