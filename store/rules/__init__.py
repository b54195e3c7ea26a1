"""What the records allow, as functions from values to values. Pure: no database, no clock."""
