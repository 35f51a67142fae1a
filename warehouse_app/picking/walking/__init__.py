"""The shortest walk past the bins of a pick list: exact tours on a floor of parallel aisles."""
