"""Bars that are taken in: as often as they are asked for."""

from served import ended

ASKED = {"bundle": "again", "source": {"kind": "synthetic", "years": 1, "seed": 3}}


def test_a_bundle_that_was_removed_is_taken_in_again(client):
    jobs = []
    for _ in range(2):
        job = client.post("/bundles", json=ASKED).json()
        jobs.append(job["id"])
        assert ended(client, job["id"])["status"] == "done"
        assert client.get("/bundles/again").status_code == 200
        assert client.delete("/bundles/again").status_code == 204
        assert client.get("/bundles/again").status_code == 404
    assert len({*jobs}) == 2
