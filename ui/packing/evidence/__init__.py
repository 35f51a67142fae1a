"""Pictures and packing records at the desk."""
