"""From hits to evidence to a draft."""
