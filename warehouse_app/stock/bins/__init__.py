"""The bins themselves: made, changed, retired, read from a file, and the check character a person says aloud."""
