"""The stage: one layer as a sentence, and the rail with the whole network below it."""
