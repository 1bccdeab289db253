#include "reference/data/mnist_fetch.h"

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/data/download.h"
#include "reference/data/mnist_find.h"
#include "reference/data/part_file.h"

namespace rederive {
namespace fs = std::filesystem;
namespace {

constexpr int kAttempts = 5;                        // at one mirror, as long as each brings new bytes
constexpr std::uint64_t kPackingSlack = 1U << 20U;  // a gzip file of noise is a little longer than the noise

std::string joined(const std::string& mirror, const std::string& name) {
  return mirror + (mirror.ends_with('/') ? "" : "/") + name;
}

// Of "PATH:OFFSET: what is wrong; what to do" the middle: here the path is a temporary one, and what to do is ours.
std::string fault_only(const std::string& message, const fs::path& path) {
  const std::size_t colon = message.find(": ", path.string().size());
  return colon == std::string::npos ? message : message.substr(colon + 2, message.rfind("; ") - colon - 2);
}

// One file from one mirror into `part`. Returns the reason when that failed, and nothing when the bytes are good.
std::string try_mirror(const std::string& mirror, const KnownFile& known, PartFile& part, const FetchOptions& options) {
  const DownloadLimits limits{known.bytes + kPackingSlack, options.connect_seconds, options.stall_seconds};
  const std::string packed_name = known.name + ".gz";
  std::string reason;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const DownloadResult result =
        download(joined(mirror, packed_name), part.descriptor(), limits, [&](std::uint64_t done, std::uint64_t total) {
          return !options.progress || options.progress({packed_name, mirror, done, total});
        });
    if (!result.complete) {
      reason = result.reason;
      if (!result.progressed) break;
      continue;
    }
    try {
      read_known_file(part.path(), known);
      return "";
    } catch (const IoError& error) {
      reason = fault_only(error.what(), part.path());
      part.clear();
      // The bytes of an earlier attempt, perhaps at another mirror, may be the bad ones: once more from the start.
      if (!result.resumed) break;
    }
  }
  return reason;
}

// Some servers unpack on the way: the contents tell the name. The other form goes, lest a damaged one come first.
FetchedFile keep(PartFile& part, const KnownFile& known, const std::string& mirror, const fs::path& folder) {
  fs::path chosen = folder / known.name;
  fs::path other = folder / (known.name + ".gz");
  if (part.is_gzip()) std::swap(chosen, other);
  part.rename_to(chosen);
  std::error_code ignored;
  fs::remove(other, ignored);
  return {known.name, chosen, mirror};
}

FetchedFile fetch_file(const KnownFile& known, const FetchOptions& options) {
  PartFile part(options.folder / (known.name + ".gz.part"));
  std::string reasons;
  for (const std::string& mirror : options.mirrors) {
    std::string reason;
    try {
      reason = try_mirror(mirror, known, part, options);
    } catch (const IoError& error) {  // our own disk: the next mirror would meet the same
      part.remove();
      throw IoError(
          fmt::format("{}: {}; make room, or set XDG_CACHE_HOME to another disk", part.path().string(), error.what()));
    }
    if (reason.empty()) return keep(part, known, mirror, options.folder);
    reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", mirror, reason);
  }
  if (part.empty()) part.remove();
  throw IoError(
      fmt::format("cannot fetch {}.gz: {}; check the network and try again, import a copy with rederive data "
                  "import DIR, or use --data synthetic",
                  known.name, reasons.empty() ? "no mirrors" : reasons));
}

}  // namespace

std::vector<FetchedFile> fetch_mnist(const FetchOptions& options) {
  const std::vector<FileStatus> present = verify_mnist(options.folder, options.files);
  std::vector<FetchedFile> fetched;
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (present[i].state == FileState::kGood) {
      fetched.push_back({present[i].name, present[i].message, ""});
      continue;
    }
    if (options.offline) {
      throw UnavailableError(
          fmt::format("offline, and {} is not in {}; run rederive data fetch with a network, or import "
                      "a copy with rederive data import DIR",
                      present[i].name, options.folder.string()));
    }
    make_folders(options.folder);
    fetched.push_back(fetch_file(options.files[i], options));
  }
  return fetched;
}

}  // namespace rederive
