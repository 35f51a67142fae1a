"""Label designs as data: which fields stand where on a label, who uses which design, and how a printer is measured."""
