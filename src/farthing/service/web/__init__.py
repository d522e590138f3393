"""The pages at /: made on the server, in the look of the reports, and asking no other host."""
