"""The order files of each platform, one module per platform: its column names, its status words, its quirks."""
