"""An invented world of PR feeds and a month of picks from them, for `digest demo` and the tests."""
