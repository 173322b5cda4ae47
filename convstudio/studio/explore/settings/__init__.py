"""The panel at the right: settings, costs and code of what is selected."""
