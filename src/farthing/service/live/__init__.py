"""Live scanning: each bar that comes is told to the detector of its series; what is new is kept.

A series is a symbol and how long its bars are. Its detector is a fold over the bars that are
stored, so that a server that starts anew, or beside another one, comes to the same.
"""
