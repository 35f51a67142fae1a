"""The catalogue: products and their SKUs, codes, measures, labels, and what the shops may sell."""
