"""The preflight: what should be mended before an edition is published; pure rules, cheap enough for every keystroke."""
