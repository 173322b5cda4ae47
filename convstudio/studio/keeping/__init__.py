"""Work that is not saved yet: kept while a person works, and offered again after a crash."""
