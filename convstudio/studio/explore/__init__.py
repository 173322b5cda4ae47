"""The Explore workspace: input ⋆ kernel → output, and the layers behind it."""
