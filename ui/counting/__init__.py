"""The counting station: bins counted by scan, stocktakes planned, differences explained and approved."""
