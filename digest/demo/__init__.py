"""An invented world of PR feeds and one month's picks from them, for `digest demo` and the tests; data and server only."""
