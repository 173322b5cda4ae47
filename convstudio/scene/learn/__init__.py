"""What the Learn workspace shows, as values."""
