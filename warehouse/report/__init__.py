"""The report: one HTML page of what is in the warehouse, each mark of which leads to its sentences."""
