"""The window and what is around its pages: menus, toolbar, panels, status bar, help."""
