"""Looking at stock: by SKU, product, bin, zone and category, as a matrix, as an account, as a floor map."""
