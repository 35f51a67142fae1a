"""Best batches: which orders go on one cart, so that all tours together are shortest."""
