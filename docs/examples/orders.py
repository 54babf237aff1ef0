#!/usr/bin/env python3
"""Every order to the last page: number, status, total. SHOP is the address, KEY a key of the console."""
import json
import os
import urllib.request

SHOP = os.environ.get("SHOP", "http://127.0.0.1:8080")


def get(path):
    request = urllib.request.Request(SHOP + path, headers={"Authorization": "Bearer " + os.environ["KEY"]})
    with urllib.request.urlopen(request, timeout=10) as answer:  # raises on 4xx and 5xx
        return json.load(answer)


def all_orders():
    cursor = ""
    while cursor is not None:
        page = get("/admin/orders?limit=100" + (f"&cursor={cursor}" if cursor else ""))
        yield from page["orders"]
        cursor = page["next_cursor"]


for order in all_orders():
    # Reckon with total_minor, a whole number; total is for reading.
    print(order["number"], order["status"], order["total_minor"], order["currency"])
