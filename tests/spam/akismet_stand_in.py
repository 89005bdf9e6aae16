"""A server on this machine that speaks as Akismet does, or as it should not."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

KEY = "0123456789ab"
HANGS = 20
"""Seconds for which it keeps a caller waiting that has the patience."""
THANKS = b"Thanks for making the web a better place."


class StandIn(ThreadingHTTPServer):
    """``manner`` is how it answers; ``calls`` are those it got: name and fields."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.manner, self.calls, self.goes_on = "well", [], threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return super().__enter__()

    def __exit__(self, *args):
        self.goes_on.set()
        self.shutdown()
        super().__exit__(*args)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        fields = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
        call = self.path.rpartition("/")[2]
        self.server.calls.append((call, fields))
        getattr(self, self.server.manner)(call, fields)

    def answer(self, body, status=200, **headers):
        self.send_response(status)
        for name, value in {"Content_Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def well(self, call, fields):
        if fields.get("api_key", fields.get("key")) != KEY:
            self.answer(b"invalid", X_akismet_debug_help="We were unable to parse your key")
        elif call == "verify-key":
            self.answer(b"valid")
        elif call == "comment-check":
            self.answer(b"true" if "spam" in fields["comment_content"] else b"false")
        else:
            self.answer(THANKS)

    def hangs(self, call, fields):
        self.server.goes_on.wait(HANGS)

    def drips(self, call, fields):
        self.send_response(200)
        self.end_headers()
        while not self.server.goes_on.wait(0.1):
            self.wfile.write(b"t")
            self.wfile.flush()

    def breaks_down(self, call, fields):
        self.answer(b"true", 500)

    def talks_html(self, call, fields):
        self.answer(b"<!doctype html><title>Sign in to the library</title>" * 50)

    def stops_half_way(self, call, fields):
        self.answer(b"tr", Content_Length=4)

    def speaks_utf_16(self, call, fields):
        self.answer("true".encode("utf-16"), Content_Type="text/plain; charset=utf-16")

    def sends_no_gzip(self, call, fields):
        self.answer(b"true", Content_Encoding="gzip")

    def says_nothing(self, call, fields):
        self.answer(b"")

    def hangs_up(self, call, fields):
        self.connection.close()

    def sends_elsewhere(self, call, fields):
        self.answer(b"", 307, Location=f"{self.server.url}/1.1/elsewhere")

    def log_message(self, *args):
        pass
