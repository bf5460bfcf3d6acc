#!/usr/bin/python3
"""Webhooks: the delivery worker against a program as one writes it by hand, which takes a delivery from a table, signs it,
posts it and notes the answer, one after the other.  Both send the same payloads to the same server on loopback."""
import base64
import hashlib
import hmac
import http.client
import os
import socketserver
import sys
import time

try:
    import psycopg
except ImportError:
    sys.exit(77)

ROUNDS = int(os.environ.get("ROUNDS", "5"))
EVENTS = int(os.environ.get("BENCH_ROWS", "2000"))
DATABASE = "contacts_bench_webhook"


class Endpoint(socketserver.StreamRequestHandler):
    """Answers 204 to whatever is posted, as long as the connection stays; no more than that, so that it is not measured."""
    disable_nagle_algorithm = True

    def handle(self):
        while True:
            length = 0
            line = self.rfile.readline()
            if not line:
                return
            while line not in (b"\r\n", b""):
                if line[:15].lower() == b"content-length:":
                    length = int(line[15:])
                line = self.rfile.readline()
            self.rfile.read(length)
            self.wfile.write(b"HTTP/1.1 204 No Content\r\n\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


def serve():
    """Start the server in a process of its own; returns its port and its process."""
    server = Server(("127.0.0.1", 0), Endpoint)
    child = os.fork()
    if child == 0:
        server.serve_forever()
    server.server_close()
    return server.server_address[1], child


def by_hand(db, port, secret, keep):
    """Send what the queue has, one after the other; with one connection for all, or one for each as most do."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    client = http.client.HTTPConnection("127.0.0.1", port)
    begun = time.monotonic()
    while True:
        row = db.execute("SELECT id, payload::text FROM queue WHERE state = 'pending' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED").fetchone()
        if row is None:
            break
        sent_at = str(int(time.time()))
        signed = f"msg_{row[0]}.{sent_at}.{row[1]}".encode()
        signature = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        client.request("POST", "/", row[1].encode(), {"Content-Type": "application/json", "webhook-id": f"msg_{row[0]}",
                                                      "webhook-timestamp": sent_at, "webhook-signature": signature})
        answer = client.getresponse()
        answer.read()
        if not keep:
            client.close()
        db.execute("UPDATE queue SET state = %s, finished_at = now() WHERE id = %s", ("delivered" if answer.status < 300 else "dead", row[0]))
        db.commit()
    return time.monotonic() - begun


def by_worker(db):
    """Have the worker send as many; from when the events are committed until all of them are delivered."""
    db.execute("UPDATE contacts.consumer SET position = 0")
    db.execute("DELETE FROM contacts.delivery")
    db.commit()
    begun = time.monotonic()
    db.execute("SELECT contacts.start_webhook_worker()")
    db.commit()
    while True:
        done = db.execute("SELECT count(*) FROM contacts.delivery WHERE state = 'delivered'").fetchone()[0]
        db.commit()
        if done >= EVENTS:
            break
        time.sleep(0.02)
    taken = time.monotonic() - begun
    db.execute("SELECT contacts.stop_webhook_worker()")
    db.commit()
    while db.execute("SELECT contacts.webhook_worker()").fetchone()[0] is not None:
        time.sleep(0.05)
        db.commit()
    return taken


def fill(db, port):
    """Make the tables of both; returns the secret."""
    for statement in ("CREATE EXTENSION contacts", "SELECT contacts.install()", "LOAD 'contacts'",
                      f"ALTER DATABASE {DATABASE} SET contacts.webhook_allow_private = on", "SET contacts.webhook_allow_private = on",
                      "INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'Bench', false)", "SET contacts.organization_id = 1"):
        db.execute(statement)
    secret = db.execute(f"SELECT secret FROM contacts.create_webhook('http://127.0.0.1:{port}/hook')").fetchone()[0]
    db.execute("INSERT INTO contacts.contact (id, name, email) SELECT i, 'Ada ' || i, ('ada' || i || '@x.example')::contacts.email FROM generate_series(1, %s) i", (EVENTS,))
    db.execute("SELECT contacts.last_cursor()")
    db.execute("CREATE TABLE message AS SELECT e.position AS id, contacts_internal.event_payload(1, e.position) AS payload FROM contacts.event e ORDER BY 1")
    db.execute("CREATE TABLE queue (id bigint PRIMARY KEY, payload jsonb NOT NULL, state text NOT NULL DEFAULT 'pending', finished_at timestamptz)")
    db.execute("CREATE INDEX ON queue (id) WHERE state = 'pending'")
    db.commit()
    return secret


def main():
    port, server = serve()
    with psycopg.connect(dbname="postgres", autocommit=True) as root:
        root.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        root.execute(f"CREATE DATABASE {DATABASE}")
        try:
            with psycopg.connect(dbname=DATABASE, options="-c client_min_messages=warning") as db:
                secret = fill(db, port)
                for _ in range(ROUNDS):
                    times = {"worker": by_worker(db)}
                    for keep in (True, False):
                        db.execute("TRUNCATE queue")
                        db.execute("INSERT INTO queue SELECT * FROM message")
                        db.commit()
                        times[keep] = by_hand(db, port, secret, keep)
                    print(f"webhooks: {EVENTS} deliveries | program by hand, one connection | ratio <= 1 | {times['worker']} | {times[True]}")
                    print(f"webhooks: {EVENTS} deliveries | program by hand, one for each | ratio <= 1 | {times['worker']} | {times[False]}", flush=True)
        finally:
            root.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            os.kill(server, 9)


main()
