"""What happens to the output when the input is shifted, turned, or changed in some part."""
