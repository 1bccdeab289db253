#include "reference/data/download.h"

#include <cerrno>
#include <exception>
#include <memory>
#include <unistd.h>

#include <curl/curl.h>

#include "reference/core/error.h"
#include "reference/core/file.h"

namespace rederive {
namespace {

constexpr long kSlowBytesPerSecond = 100;
constexpr long kMostRedirects = 5;
constexpr long kOk = 200;
constexpr long kRangeNotSatisfiable = 416;

using Curl = std::unique_ptr<CURL, void (*)(CURL*)>;

Curl new_curl() {
  // Not thread-safe in old versions of libcurl; the initialisation of a local static is.
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  Curl curl(ready == CURLE_OK ? curl_easy_init() : nullptr, &curl_easy_cleanup);
  if (!curl) throw IoError("libcurl cannot start");
  return curl;
}

// What the callbacks share during one transfer.
struct Transfer {
  CURL* curl;
  int descriptor;
  std::uint64_t start;  // bytes that were there before
  std::uint64_t size;   // bytes that are there now
  const DownloadLimits& limits;
  const ByteProgress& progress;
  bool first_bytes = true;
  bool too_long = false;
  std::exception_ptr failure = nullptr;
};

// libcurl is C: no exception may cross it. A callback keeps it and stops the transfer.
template <class Body>
bool guarded(Transfer& transfer, const Body& body) {
  try {
    return body();
  } catch (...) {
    transfer.failure = std::current_exception();
    return false;
  }
}

[[noreturn]] void disk_failure() { throw IoError("cannot write the download: " + system_message(errno)); }

void cut(Transfer& transfer, std::uint64_t size) {
  if (::ftruncate(transfer.descriptor, static_cast<off_t>(size)) != 0 ||
      ::lseek(transfer.descriptor, static_cast<off_t>(size), SEEK_SET) < 0) {
    disk_failure();
  }
  transfer.size = size;
}

std::size_t on_bytes(char* data, std::size_t one, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const bool go_on = guarded(transfer, [&] {
    if (transfer.first_bytes) {
      transfer.first_bytes = false;
      long code = 0;
      curl_easy_getinfo(transfer.curl, CURLINFO_RESPONSE_CODE, &code);
      if (code == kOk && transfer.start > 0) {  // the server ignored the range and sends the whole file
        transfer.start = 0;
        cut(transfer, 0);
      }
    }
    if (transfer.size + count > transfer.limits.most_bytes) {
      transfer.too_long = true;
      return false;
    }
    for (std::size_t done = 0; done < count;) {
      const ssize_t written = ::write(transfer.descriptor, data + done, count - done);
      if (written < 0 && errno != EINTR) disk_failure();
      if (written > 0) done += static_cast<std::size_t>(written);
    }
    transfer.size += count;
    return true;
  });
  return go_on ? one * count : 0;
}

int on_progress(void* user, curl_off_t total, curl_off_t, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(user);
  const bool go_on = guarded(transfer, [&] {
    const std::uint64_t all = total > 0 ? transfer.start + static_cast<std::uint64_t>(total) : 0;
    if (transfer.progress && !transfer.progress(transfer.size, all)) throw Interrupted();
    return true;
  });
  return go_on ? 0 : 1;
}

template <class Value>
void set(CURL* curl, CURLoption option, Value value) {
  if (curl_easy_setopt(curl, option, value) != CURLE_OK) throw IoError("this libcurl lacks an option that is needed");
}

void configure(Transfer& transfer, const std::string& url) {
  CURL* curl = transfer.curl;
  set(curl, CURLOPT_URL, url.c_str());
  set(curl, CURLOPT_PROTOCOLS_STR, "http,https,file");
  set(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");  // a server must not send us to our own files
  set(curl, CURLOPT_FOLLOWLOCATION, 1L);
  set(curl, CURLOPT_MAXREDIRS, kMostRedirects);
  set(curl, CURLOPT_FAILONERROR, 1L);
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_USERAGENT, "rederive");
  set(curl, CURLOPT_CONNECTTIMEOUT, transfer.limits.connect_seconds);
  set(curl, CURLOPT_LOW_SPEED_LIMIT, kSlowBytesPerSecond);
  set(curl, CURLOPT_LOW_SPEED_TIME, transfer.limits.stall_seconds);
  set(curl, CURLOPT_WRITEFUNCTION, &on_bytes);
  set(curl, CURLOPT_WRITEDATA, &transfer);
  set(curl, CURLOPT_NOPROGRESS, 0L);
  set(curl, CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(curl, CURLOPT_XFERINFODATA, &transfer);
  // The range as text: libcurl then leaves it to us what to do with a server that ignores it.
  if (transfer.start > 0) set(curl, CURLOPT_RANGE, (std::to_string(transfer.start) + "-").c_str());
}

std::string reason_of(CURLcode code, long status, const Transfer& transfer) {
  if (transfer.too_long) return "sends more than the " + std::to_string(transfer.limits.most_bytes) + " bytes allowed";
  if (code == CURLE_HTTP_RETURNED_ERROR) return "HTTP status " + std::to_string(status);
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return "timed out after " + std::to_string(transfer.size) + " bytes (no connection, or too slow)";
  }
  if (code == CURLE_PARTIAL_FILE) return "broke off after " + std::to_string(transfer.size) + " bytes";
  return curl_easy_strerror(code);
}

}  // namespace

DownloadResult download(const std::string& url, int descriptor, const DownloadLimits& limits,
                        const ByteProgress& progress) {
  const Curl curl = new_curl();
  const off_t present = ::lseek(descriptor, 0, SEEK_END);
  if (present < 0) disk_failure();
  const auto start = static_cast<std::uint64_t>(present);
  Transfer transfer{curl.get(), descriptor, start, start, limits, progress};
  configure(transfer, url);
  CURLcode code = curl_easy_perform(curl.get());
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  // What we have is as long as the file there, or longer: no place to go on from.
  const bool beyond_end = code == CURLE_HTTP_RETURNED_ERROR
                              ? status == kRangeNotSatisfiable
                              : code == CURLE_BAD_DOWNLOAD_RESUME || code == CURLE_RANGE_ERROR;
  if (!transfer.failure && start > 0 && beyond_end) {
    transfer.start = 0;
    transfer.first_bytes = true;
    cut(transfer, 0);
    set<char*>(curl.get(), CURLOPT_RANGE, nullptr);
    code = curl_easy_perform(curl.get());
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  }
  if (transfer.failure) std::rethrow_exception(transfer.failure);

  DownloadResult result{
      .complete = code == CURLE_OK, .resumed = transfer.start > 0, .progressed = transfer.size > start};
  if (!result.complete) result.reason = reason_of(code, status, transfer);
  return result;
}

}  // namespace rederive
