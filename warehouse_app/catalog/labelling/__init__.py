"""Labels for goods and bins: what stands on them, how they are laid out, and the sheets they are printed on."""
