"""Orders: brought in from the shop's files, their life, holds, deadlines and search."""
