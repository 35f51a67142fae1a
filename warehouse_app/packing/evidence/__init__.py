"""Evidence: pictures of parcels with their hashes, and the packing record that proves what was in the box."""
