"""The whole warehouse, without a window: usable from a script, a test or the desk's screens."""
