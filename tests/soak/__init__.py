"""Long runs of the same checks that `make test` runs for some seconds."""
