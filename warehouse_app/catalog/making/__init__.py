"""New products, SKUs and barcodes: made by the shop's coding rule, refused when they are there already."""
