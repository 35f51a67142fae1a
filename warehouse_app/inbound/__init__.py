"""Goods on their way in: suppliers, purchase orders, receiving, inspection, put-away, goods back, the supplier's account."""
