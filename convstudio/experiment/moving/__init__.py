"""What becomes of the output when the input is shifted, turned, or changed in a part of it."""
