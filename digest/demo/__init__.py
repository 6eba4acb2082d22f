"""An invented world of PR feeds for the demo and the tests."""
