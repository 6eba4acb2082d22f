"""An assembled edition rendered as documents."""
