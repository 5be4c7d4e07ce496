"""The law pages: what a pack says, for a lawyer to read from top to bottom."""
