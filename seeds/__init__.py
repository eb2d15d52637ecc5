"""Sample articles and reference data that ship with On Record."""
