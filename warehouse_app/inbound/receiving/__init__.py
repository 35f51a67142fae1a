"""The receiving desk: goods that arrive are counted, inspected, and booked in when the receipt is closed."""
