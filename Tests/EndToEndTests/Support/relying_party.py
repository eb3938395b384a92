"""What the relying parties of this folder share: their callback, and how they speak with the test.

They speak over standard input and output, a JSON object per line: say their redirect URI, are told their client, say
where the browser has to go, and in the end what they got. Anything wrong ends them with a traceback.
"""

import http.server
import json
import sys
from urllib.parse import parse_qsl

import requests


def say(**members):
    print(json.dumps(members), flush=True)


def hear():
    return json.loads(sys.stdin.readline())


def discover(issuer):
    metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
    assert metadata["issuer"] == issuer, metadata["issuer"]
    return metadata


class Callback:
    """Waits for one browser to come back."""

    def __init__(self):
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.server.arrived = None
        self.origin = f"http://localhost:{self.server.server_port}"
        self.redirect_uri = f"{self.origin}/callback"

    def wait(self, issuer, signed=False):
        while self.server.arrived is None:
            self.server.handle_request()
        # RFC 9207: the answer names the issuer that gave it.
        query = dict(parse_qsl(self.server.arrived.partition("?")[2]))
        # JARM says it in the signed answer, and nothing beside that.
        assert list(query) == ["response"] if signed else query.get("iss") == issuer, query
        return self.origin + self.server.arrived


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if not self.path.startswith("/callback"):
            self.send_error(404)
            return
        self.server.arrived = self.path
        page = '<!doctype html><html lang="en"><title>Python</title><h1 id="arrived">Python</h1></html>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *arguments):
        pass
