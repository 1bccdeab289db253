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


def digits(request):
    """The rows of the file of bytes that the driver wrote, as float32."""
    import numpy

    count = request["rows"] * request["pixels"]
    flat = numpy.fromfile(request["file"], dtype=numpy.uint8, count=count)
    return flat.reshape(request["rows"], request["pixels"]).astype(numpy.float32)


def serve(start):
    """start() -> (facts, {work: prepare}); prepare(request) -> a function of no arguments, whose run is timed."""
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
            epoch()
            answer({"seconds": time.perf_counter() - begin})
        except Exception as fault:  # the driver decides what a failure means
            answer({"error": f"{type(fault).__name__}: {fault}"})
