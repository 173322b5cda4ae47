"""What is printed: the sheet on which a handout is chosen, with its pages to look at."""
