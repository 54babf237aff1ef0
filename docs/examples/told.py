#!/usr/bin/env python3
"""Hears of what happens in the shop: believes nothing that is not signed with SECRET, or is older than five minutes.
Listens on 127.0.0.1:PORT; put it behind https and enter its address in Settings, Webhooks."""
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = os.environ["SECRET"].encode()


def is_ours(signature, body):
    parts = dict(part.split("=", 1) for part in signature.split(",") if "=" in part)
    wanted = hmac.new(SECRET, parts.get("t", "").encode() + b"." + body, hashlib.sha256).hexdigest()
    fresh = parts.get("t", "").isdigit() and abs(time.time() - int(parts["t"])) < 300
    return fresh and hmac.compare_digest(wanted, parts.get("v1", ""))


class Told(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 1 << 20))
        ours = is_ours(self.headers.get("Waiter-Signature", ""), body)
        self.send_response(204 if ours else 403)
        self.end_headers()
        if ours:  # the same call may come twice: its id tells
            print(json.dumps(json.loads(body)), flush=True)

    def log_message(self, *words):
        pass


HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Told).serve_forever()
