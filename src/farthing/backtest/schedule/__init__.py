"""Schedules of Zipline's programs: on which sessions, and when in them, a function is called."""
