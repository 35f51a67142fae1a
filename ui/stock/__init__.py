"""Stock: what lies where, what is promised, and every move behind it."""
