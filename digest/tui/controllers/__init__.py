"""One subject each: start the work, call one service, show what came of it."""
