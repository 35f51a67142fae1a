"""What the shop sells: products, their SKUs (colour x size), barcodes with pack multiples."""
