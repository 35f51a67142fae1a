"""Goods in: receiving, put-away, purchase orders, goods back to the supplier, suppliers and their accounts."""
