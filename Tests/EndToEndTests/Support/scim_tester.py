"""Runs scim2-tester against a server, as a client that gets its token by client credentials. Prints a line for each check
that isn't a success: status, type of resource, check and reason; then how many succeeded.

    scim_tester.py ISSUER CLIENT reader|source    (the secret on standard input)

A reader's checks are those that write nothing; that what it reads has the form of the schemas is checked by the client."""

import sys

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

issuer, client_id, role = sys.argv[1:]
base = issuer + "/scim/v2"
answer = httpx2.post(
    issuer + "/oauth2/token",
    data={"grant_type": "client_credentials", "resource": base},
    auth=(client_id, sys.stdin.read().strip()),
)
answer.raise_for_status()
http = httpx2.Client(
    base_url=base, headers={"Authorization": "Bearer " + answer.json()["access_token"]}, timeout=30
)
scim = SyncSCIMClient(http)
tags = {"discovery", "misc"} if role == "reader" else None
results = check_server(scim, include_tags=tags)
if role == "reader":
    for model in scim.resource_models:
        listed = scim.query(model)
        print(f"read {model.__name__}: {len(listed.resources or [])}")
        for resource in (listed.resources or [])[:3]:
            assert scim.query(model, resource.id).id == resource.id
succeeded = 0
for result in results:
    if result.status == Status.SUCCESS:
        succeeded += 1
    elif result.status != Status.SKIPPED or role == "source":
        print(f"{result.status.name} {result.resource_type or '-'} {result.title}: {result.reason}")
print(f"succeeded: {succeeded}")
