"""What greets somebody: the first lesson, the examples, the files used last."""
