"""OpenAPI links: which routes take what an answer tells."""


def links(paths, method, path, status):
    answer = paths[f"/api/v1{path}"][method]["responses"][status]
    return {
        name: (link["operationId"], *link["parameters"].items())
        for name, link in answer.get("links", {}).items()
    }


def test_what_is_submitted_leads_to_what_there_is_of_it(service):
    paths = service.app.openapi()["paths"]
    report = paths["/api/v1/backtests/{id}/report"]["get"]["operationId"]
    made, listed = (
        links(paths, method, "/backtests", status)
        for method, status in (("post", "202"), ("get", "200"))
    )
    assert made[report] == (report, ("path.id", "$response.body#/id"))
    assert listed[report] == (report, ("path.id", "$response.body#/items/0/id"))
    below = [
        operation["operationId"]
        for path, operations in paths.items()
        if path.startswith("/api/v1/backtests/{id}")
        for operation in operations.values()
    ]
    assert sorted(made) == sorted(listed) == sorted(below)


def test_lists_without_pages_lead_on_by_the_name_of_their_first(service):
    paths = service.app.openapi()["paths"]
    keys = paths["/api/v1/users/{name}/keys"]["get"]["operationId"]
    assert links(paths, "get", "/users", "200")[keys][1] == ("path.name", "$response.body#/0/name")
    assert links(paths, "post", "/users", "201")[keys][1] == ("path.name", "$response.body#/name")


def test_routes_that_are_below_no_list_are_linked_with_nothing(service):
    paths = service.app.openapi()["paths"]
    assert links(paths, "get", "/audit", "200") == {}
    assert links(paths, "post", "/bars", "201") == {}
