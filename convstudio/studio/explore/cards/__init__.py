"""The flow: cards with their matrices."""
