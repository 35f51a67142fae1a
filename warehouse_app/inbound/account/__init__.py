"""What the shop owes each supplier: receipts, payments, credits, statements."""
