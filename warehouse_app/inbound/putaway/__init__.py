"""Put-away: from the receiving dock into the bins."""
