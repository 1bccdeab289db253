// One file from one address, by libcurl, with resume. Knows nothing of data sets.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace rederive {

struct DownloadLimits {
  std::uint64_t most_bytes = 0;  // a longer file is refused, as soon as that is known
  long connect_seconds = 15;     // until there is a connection
  long stall_seconds = 30;       // with fewer than 100 bytes a second
};

/// Bytes on disk so far, and in all (0 where the server does not say). Return false to stop; exceptions pass through.
using ByteProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

struct DownloadResult {
  bool complete = false;
  bool resumed = false;     // the file began with bytes from an earlier attempt
  bool progressed = false;  // there are more bytes now than before
  std::string reason = {};  // why it is not complete
};

/// Adds to the file behind `descriptor` (open for reading and writing; its present bytes are taken for the beginning
/// of the file at `url`) until it is complete. Starts again from nothing where the server cannot go on in the middle.
/// Throws IoError when the disk fails, Interrupted when `progress` returns false. Faults of the network or the server
/// are in the result, and the bytes that arrived stay.
DownloadResult download(const std::string& url, int descriptor, const DownloadLimits& limits,
                        const ByteProgress& progress);

}  // namespace rederive
