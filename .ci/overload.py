"""Comes in crowds upon a server and tells how soon those are turned away who are too many, as lines of JSON for
`.ci/benchmarks`: `overload.py crowd|slow PORT PID TOKEN SECONDS CONNECTIONS`, with as many connections as the server lets
in. PID is the server's, for what it has in memory.
"""

import json
import multiprocessing
import resource
import select
import socket
import sys
import time

HOW, PORT, PID, TOKEN = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
SECONDS, CONNECTIONS = float(sys.argv[5]), int(sys.argv[6])


def request(method, path):
    length = "Content-Length: 0\r\n" if method != "GET" else ""
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nAuthorization: Bearer {TOKEN}\r\n{length}\r\n".encode()


PAGE = request("GET", "/inbox")
COMMAND = request("POST", "/api/cases/none/tasks/1/claim")


def connect():
    return socket.create_connection(("127.0.0.1", PORT), timeout=30)


def answered(read):
    """Whether a whole answer was read, and its status."""
    head, found, body = read.partition(b"\r\n\r\n")
    if not found:
        return None
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return head[9:12].decode() if len(body) >= int(length[15:]) else None


def crowd(asked, seconds, ready, told):
    """As many connections as are let in beside the one inside; each asks again as soon as it was answered."""
    waiting, statuses = {}, {}
    poll = select.epoll()

    def come():
        one = connect()
        one.setblocking(False)
        poll.register(one, select.EPOLLIN)
        waiting[one.fileno()] = (one, b"")
        one.send(asked)

    for _ in range(CONNECTIONS - 1):
        come()
    ready.set()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for number, _ in poll.poll(1):
            one, read = waiting[number]
            try:
                piece = one.recv(1 << 16)
            except OSError:
                piece = b""
            if not piece:
                del waiting[number]
                one.close()
                come()
                continue
            status = answered(read + piece)
            waiting[number] = (one, b"" if status else read + piece)
            if status:
                statuses[status] = statuses.get(status, 0) + 1
                one.send(asked)
    told.put({status: round(count / seconds) for status, count in statuses.items()})


def ask(one, asked):
    """Milliseconds until an answer was there."""
    begun, read = time.monotonic(), b""
    one.sendall(asked)
    while not answered(read):
        piece = one.recv(1 << 16)
        if not piece:
            raise ConnectionError("closed without an answer")
        read += piece
    return (time.monotonic() - begun) * 1000


def one_more(seconds):
    """New connections, one after the other: those that found no place."""
    end, took = time.monotonic() + seconds, []
    while time.monotonic() < end:
        begun = time.monotonic()
        one = connect()
        # What is turned away isn't read: asking could only meet a connection that is closed already.
        if one.recv(12) == b"HTTP/1.1 503":
            took.append((time.monotonic() - begun) * 1000)
        one.close()
        time.sleep(0.02)
    return took


def inside(one, asked, seconds):
    """Requests on a connection that has a place: how long each waited for its answer."""
    end, took = time.monotonic() + seconds, []
    while time.monotonic() < end:
        took.append(ask(one, asked))
        time.sleep(0.02)
    return took


def spread(took):
    if not took:
        sys.exit("nobody was turned away: is the server's limit another one?")
    took.sort()
    return {"tries": len(took), "p50_ms": took[len(took) // 2], "p99_ms": took[int(len(took) * 0.99)], "max_ms": took[-1]}


def resident():
    with open(f"/proc/{PID}/status", encoding="ascii") as status:
        kibibytes = next(line for line in status if line.startswith("VmRSS:")).split()[1]
    return int(kibibytes) * 1024 / 1e6


def tell(who, crowd_of, took, **more):
    print(json.dumps({"what": "overload", "crowd": crowd_of, "who": who, **spread(took), **more}), flush=True)


def under(crowd_of, asked):
    one = connect()
    ask(one, asked)
    ready, told = multiprocessing.Event(), multiprocessing.Queue()
    coming = multiprocessing.Process(target=crowd, args=(asked, 2 * SECONDS + 2, ready, told))
    coming.start()
    ready.wait()
    time.sleep(1)
    served = inside(one, asked, SECONDS)
    turned_away = one_more(SECONDS)
    memory = resident()
    answers = told.get()
    coming.join()
    tell("one connection more", crowd_of, turned_away, answers_per_second=answers, resident_mb=memory)
    tell("a request of one inside", crowd_of, served)


def slow():
    """Connections that never come to the end of their head."""
    before = resident()
    those = [connect() for _ in range(CONNECTIONS)]
    for one in those:
        one.sendall(PAGE[:-2])
    tell("one connection more", "slow", one_more(SECONDS), before_mb=before, resident_mb=resident())


if __name__ == "__main__":
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    if HOW == "slow":
        slow()
    else:
        under("pages", PAGE)
        under("commands", COMMAND)
