"""The service: bundles, backtests, scans, studies and signals over HTTP, for one user or a team.

    guard      what stands before every route: origin, scope, rate, size, time
    identity   who calls: keys, tokens, users
    RESOURCE   a folder each: endpoints parse, call the service, and give a schema
    worker     processes that do the long work, under leases
    web        the pages at /

A resource's ``endpoints`` know HTTP, its ``schemas`` what is asked and told, its ``service`` what
is done; queries are in ``farthing.store``, and the request's session commits.
"""
