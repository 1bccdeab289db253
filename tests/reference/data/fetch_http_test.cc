// The faults of web servers, by one that has them (needs python3; skipped visibly without).
#include <string>

#include "reference/core/error.h"
#include "reference/data/mnist_fetch.h"
#include "tests/catch.h"
#include "tests/reference/data/fixtures.h"
#include "tests/reference/data/test_server.h"

using namespace rederive;

namespace {

struct Web {
  TinyMnist tiny;
  TemporaryFolder folder;
  TemporaryFolder cache;
  TestServer server{folder.path()};
  std::string packed = tiny.files[0].name + ".gz";
  std::filesystem::path part = cache / (packed + ".part");

  Web() { tiny.write_to(folder.path(), true); }
  bool skipped() const {
    if (!server.running()) WARN("skipped: python3 is not there to be the server");
    return !server.running();
  }
  FetchOptions options(const std::vector<std::string>& faults) const {
    FetchOptions options{.folder = cache.path(), .mirrors = {}, .files = tiny.files};
    for (const std::string& fault : faults) options.mirrors.push_back(server.address(fault));
    options.stall_seconds = 1;
    return options;
  }
  void expect_complete() const {
    CHECK(load_mnist(cache.path(), tiny.files).digest == tiny.data.digest);
    CHECK(names_in(cache.path()).size() == 4);
  }
  std::string requests() const {
    const Bytes bytes = get(folder / "requests");
    return {bytes.begin(), bytes.end()};
  }
  std::string failure(const std::string& fault) const {
    std::string message = message_of<IoError>([&] { fetch_mnist(options({fault})); });
    CHECK(one_line(message));
    return message;
  }
};

}  // namespace

TEST_CASE("a web server's files arrive, also by a redirect and unpacked on the way") {
  for (const char* way : {"good", "redirect", "unpacked"}) {
    const Web web;
    if (web.skipped()) return;
    fetch_mnist(web.options({way}));
    web.expect_complete();
    const std::string name = std::string(way) == "unpacked" ? web.tiny.files[0].name : web.packed;
    CHECK(std::filesystem::exists(web.cache / name));
  }
}

TEST_CASE("a download goes on with a range, and copes with servers that ignore it or refuse it") {
  const Web web;
  if (web.skipped()) return;
  const Bytes good = get(web.folder / web.packed);
  put(web.part, {good.begin(), good.begin() + 100});
  fetch_mnist(web.options({"good"}));
  web.expect_complete();
  CHECK_THAT(web.requests(), ContainsSubstring("/good/" + web.packed + " bytes=100-\n"));

  std::filesystem::remove(web.cache / web.packed);
  put(web.part, {good.begin(), good.begin() + 100});
  fetch_mnist(web.options({"norange"}));
  web.expect_complete();
  CHECK_THAT(web.requests(), ContainsSubstring("/norange/" + web.packed + " bytes=100-\n"));
  CHECK_THAT(web.requests(), !ContainsSubstring("/norange/" + web.packed + " -\n"));  // one request was enough

  std::filesystem::remove(web.cache / web.packed);
  put(web.part, Bytes(good.size() + 1));  // longer than the file: status 416, then once more from the start
  fetch_mnist(web.options({"good"}));
  web.expect_complete();
  CHECK_THAT(web.requests(),
             ContainsSubstring(" bytes=" + std::to_string(good.size() + 1) + "-\n/good/" + web.packed + " -\n"));
}

TEST_CASE("a connection that breaks off is taken up again where it broke, at the next mirror too") {
  const Web web;
  if (web.skipped()) return;
  fetch_mnist(web.options({"half", "good"}));
  web.expect_complete();
  const auto half = std::to_string((get(web.folder / web.packed).size() + 1) / 2);
  CHECK_THAT(web.requests(), ContainsSubstring("/half/" + web.packed + " bytes=" + half + "-\n"));
  CHECK_THAT(web.requests(), ContainsSubstring("/good/" + web.packed + " bytes="));
}

TEST_CASE("each fault of a server is said in one line, and the next mirror is asked") {
  const Web web;
  if (web.skipped()) return;
  const std::vector<std::pair<std::string, std::string>> faults{
      {"missing", "/missing: HTTP status 404"},
      {"broken", "/broken: HTTP status 500"},
      {"circle", "/circle: "},
      {"to-file", "/to-file: "},
      {"wrong", "/wrong: not the file train-images-idx3-ubyte"},
      {"endless", "/endless: sends more than the 1072112 bytes allowed"},
      {"long", "/long: "},
      {"stalls", "/stalls: timed out after 10 bytes"},
      {"half", "/half: broke off after "},
      {"quietly-half", "truncated"},
  };
  for (const auto& [fault, reason] : faults) {
    INFO(fault);
    CHECK_THAT(web.failure(fault), ContainsSubstring(reason));
    // No half file may pass for a whole one.
    CHECK_FALSE(std::filesystem::exists(web.cache / web.packed));
    CHECK_FALSE(std::filesystem::exists(web.cache / web.tiny.files[0].name));
    if (fault == "stalls") continue;  // each time-out takes seconds: once is enough
    CHECK(fetch_mnist(web.options({fault, "good"}))[0].mirror == web.server.address("good"));
    web.expect_complete();
    for (const std::string& name : names_in(web.cache.path())) std::filesystem::remove(web.cache / name);
  }
}

TEST_CASE("a wrong checksum deletes what had come") {
  const Web web;
  if (web.skipped()) return;
  CHECK_THAT(web.failure("wrong"), ContainsSubstring("expected " + web.tiny.files[0].sha256));
  CHECK(names_in(web.cache.path()).empty());
  CHECK_THAT(web.failure("half"), ContainsSubstring("broke off"));
  CHECK(names_in(web.cache.path()) == std::vector<std::string>{web.packed + ".part"});  // good so far: kept
}

TEST_CASE("a server that is not there is a reason like any other") {
  const Web web;
  if (web.skipped()) return;
  FetchOptions options = web.options({"missing"});
  options.mirrors.insert(options.mirrors.begin(), "http://127.0.0.1:1/");  // the port of nobody
  const std::string message = message_of<IoError>([&] { fetch_mnist(options); });
  CHECK_THAT(message, ContainsSubstring("http://127.0.0.1:1/: "));
  CHECK_THAT(message, ContainsSubstring("; " + options.mirrors[1] + ": HTTP status 404"));
}
