"""A web server for the tests of the fetcher: serves FOLDER on 127.0.0.1 with the fault that the path's first part names.

Prints its port, then serves until its standard input closes. Every request's path and range go into FOLDER/requests.
"""
import gzip
import http.server
import os
import sys
import threading
import time

FOLDER = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def reply(self, code, body, length=None, headers=()):
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        if length is not False:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        fault, name = self.path.strip("/").split("/", 1)
        given = self.headers.get("Range")
        with open(os.path.join(FOLDER, "requests"), "a", encoding="ascii") as log:
            log.write(f"{self.path} {given or '-'}\n")
        with open(os.path.join(FOLDER, name), "rb") as file:
            body = file.read()
        start = int(given[len("bytes="):-1]) if given and fault != "norange" else 0
        if fault == "missing":
            self.reply(404, b"a page that says so")
        elif fault == "broken":
            self.reply(500, b"oops")
        elif fault == "redirect":
            self.reply(302, b"elsewhere", headers=[("Location", "/good/" + name)])
        elif fault == "circle":
            self.reply(302, b"", headers=[("Location", self.path)])
        elif fault == "to-file":
            self.reply(302, b"", headers=[("Location", "file://" + os.path.join(FOLDER, name))])
        elif fault == "wrong":
            self.reply(200, gzip.compress(b"another file"))
        elif fault == "unpacked":
            self.reply(200, gzip.decompress(body))
        elif fault == "endless":  # no length, no end
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(bytes(1 << 16))
            except OSError:
                pass
        elif fault == "long":  # says so at once
            self.reply(200, body, length=1 << 40)
        elif fault == "stalls":
            self.reply(200, body[:10], length=len(body))
            time.sleep(30)
        elif fault == "half":  # breaks off after half of what is left, every time
            rest = body[start:]
            self.reply(206 if start else 200, rest[:(len(rest) + 1) // 2], length=len(rest),
                       headers=[("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")] if start else ())
        elif fault == "quietly-half":  # breaks off, and had not said how much there is
            self.reply(200, body[:len(body) // 2], length=False)
        elif start >= len(body):
            self.reply(416, b"", headers=[("Content-Range", f"bytes */{len(body)}")])
        elif start:
            self.reply(206, body[start:], headers=[("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")])
        else:
            self.reply(200, body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
