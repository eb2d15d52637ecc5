"""Great Expectations suites and the gate that parts good rows from quarantined ones."""
