"""Orders: everything the shop sold, what is late, what waits for a look, what is short; releasing for picking."""
