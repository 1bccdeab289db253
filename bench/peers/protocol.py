"""What all peers share: one JSON object a line on standard input asks for work, one on standard output answers.

The first line says who is there. Whatever else a library prints goes to standard error.
"""

import json
import os
import sys
import time


def facts(library, version, **more):
    """Versions, and the pools of threads that the library has made so far."""
    said = {"library": library, "version": version, **more}
    try:
        from threadpoolctl import threadpool_info

        said["pools"] = [
            {key: pool[key] for key in ("internal_api", "num_threads", "architecture", "version") if pool.get(key)}
            for pool in threadpool_info()
        ]
    except ImportError:
        pass  # a help for the reader, no condition
    return said


_kept = {}


def digits(request, kind="file"):
    """The first rows of the bytes that the driver wrote, as float32: "file" are 0 and 1, "grey" are pixels / 255."""
    import numpy

    file = request[kind]
    if file not in _kept:
        _kept.clear()  # one of them at a time: each is 188 MB
        data = numpy.fromfile(file, dtype=numpy.uint8).reshape(-1, request["pixels"]).astype(numpy.float32)
        _kept[file] = data if kind == "file" else data / numpy.float32(255)
    return _kept[file][: request["rows"]]


def labels(request):
    """The classes of the first rows."""
    import numpy

    return numpy.fromfile(request["labels"], dtype=numpy.uint8)[: request["rows"]].astype(numpy.int64)


def serve(start):
    """start() -> (facts, {work: prepare}); prepare(request) -> a function of no arguments, whose run is timed.

    That returns functions by name, which are asked for their numbers where the request wants a report.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(words):
        print(json.dumps(words), file=answers, flush=True)

    try:
        who, works = start()
    except ImportError as fault:
        answer({"missing": str(fault)})
        return
    answer({"ready": who})
    for line in sys.stdin:
        try:
            request = json.loads(line)
            if request["work"] not in works:
                raise ValueError("no such work: " + request["work"])
            epoch = works[request["work"]](request)
            begin = time.perf_counter()
            report = epoch()
            said = {"seconds": time.perf_counter() - begin}
            if request.get("report"):
                said.update({name: float(number()) for name, number in report.items()})
            answer(said)
        except Exception as fault:  # the driver decides what a failure means
            answer({"error": f"{type(fault).__name__}: {fault}"})
