"""From a draft to checked claims, or a refusal."""
