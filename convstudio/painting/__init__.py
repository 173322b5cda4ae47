"""Drawing with QPainter on any device: the same pictures for the window, for paper and for animations. No widgets."""
