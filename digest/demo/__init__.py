"""An invented world of PR feeds and a month of picks, for `digest demo` and the tests."""
