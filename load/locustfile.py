"""Breakwater's steady scenario for Locust: `pip install locust websocket-client`, then
`AUTH_SECRET="$(cat .dev/secret)" locust -f load/locustfile.py --host http://localhost:8081 --users 100 --spawn-rate 10
--run-time 1m --headless`. A visitor comes into a room, says something every ten seconds and hears the others."""

import base64
import hashlib
import hmac
import json
import os
import time
import uuid

import gevent
import websocket
from locust import User, between, events, task


def part(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def token_of(visitor):
    """A token as RFC 7519 has it, signed with HS256."""
    now = int(time.time())
    claims = {"sub": f"locust-{visitor}", "iss": "breakwater", "aud": "breakwater", "iat": now, "exp": now + 82800}
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.new(os.environ["AUTH_SECRET"].encode(), text, hashlib.sha256).digest())).decode()


class Visitor(User):
    wait_time = between(8, 12)
    room_size = 20
    _count = 0

    def on_start(self):
        Visitor._count += 1
        room = f"locust-{Visitor._count // self.room_size}"
        address = self.host.replace("http", "ws", 1) + f"/api/rooms/{room}/socket"
        self.waiting = {}
        self.last = 0
        self.socket = websocket.create_connection(address, subprotocols=["breakwater.v1"], timeout=30)
        self.socket.send(json.dumps({"type": "authenticate", "token": token_of(Visitor._count)}))
        self.reader = gevent.spawn(self.read)

    def on_stop(self):
        self.reader.kill()
        self.socket.close()

    @task
    def say(self):
        message = str(uuid.uuid4())
        self.waiting[message] = time.time()
        self.socket.send(json.dumps({"type": "say", "id": message, "text": "the tide is in"}))

    def read(self):
        while True:
            frame = json.loads(self.socket.recv() or "{}")
            kind = frame.get("type")
            if kind == "ack" and frame["id"] in self.waiting:
                self.tell("say", (time.time() - self.waiting.pop(frame["id"])) * 1000)
            elif kind == "fault":
                self.tell("fault", 0, Exception(frame.get("code")))
            elif kind == "entries":
                for entry in frame["entries"]:
                    hole = self.last and entry["offset"] != self.last + 1
                    self.last = entry["offset"]
                    age = max(0, time.time() * 1000 - entry["at"])
                    self.tell("entry", age, Exception("a hole") if hole else None)

    @staticmethod
    def tell(name, milliseconds, exception=None):
        events.request.fire(
            request_type="WS", name=name, response_time=milliseconds, response_length=0, exception=exception, context={}
        )
