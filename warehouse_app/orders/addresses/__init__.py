"""Where a Chinese address lies: province, city and district read out of one line of text."""
