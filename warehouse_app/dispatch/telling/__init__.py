"""What the shop's files say of what was told to it: differences between here and there."""
