"""What stands before every route: each guard is a layer that lets a request through or refuses it.

request id and log -> metrics -> shedding -> origin -> scope -> rate -> body -> time -> route
"""
