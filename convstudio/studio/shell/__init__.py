"""The window and what stands around its pages: menus, toolbar, panels, status bar, help."""
