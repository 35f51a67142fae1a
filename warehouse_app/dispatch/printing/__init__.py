"""Label printers: pages as dots in the printer's own language, the ways to a printer, and the queue of labels before it."""
