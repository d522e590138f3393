"""Studies as jobs: their trials and their page."""

from served import BUNDLE, ended

ASKED = {"strategy": "cross", "market": {"bundle": BUNDLE}, "search": "random",
         "space": ["fast=2:5", "slow=21:30"], "trials": 3}  # fmt: skip


def test_trials_of_a_study_come_in_pages_and_its_report_is_a_page(client):
    job = client.post("/studies", json=ASKED).json()
    assert ended(client, job["id"])["status"] == "done"
    assert job["id"] in [each["id"] for each in client.get("/studies").json()["items"]]
    first = client.get(f"/studies/{job['id']}/trials", params={"limit": 2}).json()
    assert (first["rows_count"], len(first["rows"])) == (3, 2)
    more = {"limit": 2, "cursor": first["next"]}
    last = client.get(f"/studies/{job['id']}/trials", params=more).json()
    assert (len(last["rows"]), last["next"]) == (1, None)
    report = client.get(f"/studies/{job['id']}/report")
    assert report.headers["content-type"].startswith("text/html")
    assert "<html" in report.text
