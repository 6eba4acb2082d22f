"""The preflight: what to mend before an edition is published; cheap, pure rules."""
