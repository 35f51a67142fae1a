"""The look before release: which orders wait for somebody's eyes, why, and how they are let pass."""
