"""The widgets of the Learn workspace."""
