"""The couriers station: what is set up once so that parcels find their way: numbers, rules and prices, labels, freight."""
