"""The preflight: what to mend before an edition is published. Pure rules, cheap at every keystroke."""
