"""The windows: Qt's widgets around a session."""
