"""Files in: products, stock, orders and waybill numbers, looked at before anything is written."""
