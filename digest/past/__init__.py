"""Reads editions of the past out of old posts: HTML, Markdown or plain text."""
