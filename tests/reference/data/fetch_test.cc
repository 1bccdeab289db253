// The faults that need no web server: mirrors are folders (file://).
#include <fcntl.h>
#include <sys/file.h>

#include "reference/core/error.h"
#include "reference/data/mnist_fetch.h"
#include "tests/catch.h"
#include "tests/reference/data/fixtures.h"

using namespace rederive;

namespace {

struct Fixture {
  TinyMnist tiny;
  TemporaryFolder mirror;
  TemporaryFolder cache;
  FetchOptions options{.folder = cache / "mnist", .mirrors = {url(mirror.path())}, .files = tiny.files};
  std::string packed = tiny.files[0].name + ".gz";

  Fixture() { tiny.write_to(mirror.path(), true); }
  static std::string url(const std::filesystem::path& folder) { return "file://" + folder.string(); }
  void expect_complete() const {
    CHECK(load_mnist(options.folder, tiny.files).digest == tiny.data.digest);
    CHECK(names_in(options.folder).size() == 4);
  }
};

}  // namespace

TEST_CASE("MNIST is fetched, whole and once") {
  Fixture f;
  std::vector<std::string> seen;
  f.options.progress = [&](const FetchProgress& progress) {
    CHECK(progress.mirror == f.options.mirrors[0]);
    seen.push_back(progress.file);
    return true;
  };
  for (const FetchedFile& file : fetch_mnist(f.options)) CHECK(file.mirror == f.options.mirrors[0]);
  f.expect_complete();
  CHECK(std::find(seen.begin(), seen.end(), f.packed) != seen.end());
  f.options.offline = true;  // nothing is missing: no need of a network
  for (const FetchedFile& file : fetch_mnist(f.options)) {
    CHECK(file.mirror.empty());
    CHECK(std::filesystem::exists(file.path));
  }
}

TEST_CASE("offline means offline, even for a mirror on this disk") {
  Fixture f;
  f.options.offline = true;
  CHECK_THAT(message_of<UnavailableError>([&] { fetch_mnist(f.options); }),
             ContainsSubstring("offline, and train-images"));
  CHECK(names_in(f.cache.path()).empty());
}

TEST_CASE("a mirror that lacks a file or has a bad one is passed over, and the good bytes come from the next") {
  for (const int fault : {0, 1, 2, 3, 4}) {
    Fixture f;
    const TemporaryFolder bad;
    f.tiny.write_to(bad.path(), true);
    const Bytes good = get(bad / f.packed);
    if (fault == 0) std::filesystem::remove(bad / f.packed);
    if (fault == 1) put(bad / f.packed, {});
    if (fault == 2) put(bad / f.packed, Bytes(good.begin(), good.end() - 9));
    if (fault == 3) put(bad / f.packed, gzipped({1, 2, 3}));
    if (fault == 4) put(bad / f.packed, gzipped(Bytes(1U << 22U)));
    f.options.mirrors = {Fixture::url(bad.path()), f.options.mirrors[0]};
    INFO("fault " << fault);
    CHECK(fetch_mnist(f.options)[0].mirror == f.options.mirrors[1]);
    f.expect_complete();
  }
}

TEST_CASE("when every mirror fails, one line has each one's reason, and no bad bytes stay") {
  Fixture f;
  const TemporaryFolder bad;
  put(bad / f.packed, gzipped({1, 2, 3}));
  f.options.mirrors = {Fixture::url(bad / "none"), Fixture::url(bad.path())};
  const std::string message = message_of<IoError>([&] { fetch_mnist(f.options); });
  CHECK_THAT(message, ContainsSubstring("cannot fetch " + f.packed + ": " + f.options.mirrors[0] + ": "));
  CHECK_THAT(message, ContainsSubstring("; " + f.options.mirrors[1] + ": not the file train-images-idx3-ubyte"));
  CHECK_THAT(message, ContainsSubstring("expected " + f.tiny.files[0].sha256));
  CHECK_THAT(message, ContainsSubstring("--data synthetic"));
  CHECK(one_line(message));
  CHECK(names_in(f.options.folder).empty());
}

TEST_CASE("a file that is too long is refused before it is all here") {
  Fixture f;
  put(f.mirror / f.packed, Bytes(4U << 20U, 0x1f));
  CHECK_THAT(message_of<IoError>([&] { fetch_mnist(f.options); }), ContainsSubstring("more than the 1072112 bytes"));
}

TEST_CASE("a damaged file in the cache is fetched again, whichever its form") {
  for (const bool packed : {false, true}) {
    Fixture f;
    f.tiny.write_to(f.options.folder, packed);
    put(f.options.folder / (f.tiny.files[2].name + (packed ? ".gz" : "")), {1, 2, 3});
    const auto files = fetch_mnist(f.options);
    CHECK(files[1].mirror.empty());
    CHECK(files[2].mirror == f.options.mirrors[0]);
    f.expect_complete();
  }
}

TEST_CASE("a fetch goes on where it stopped, and starts again when what it had was bad") {
  Fixture f;
  const Bytes good = get(f.mirror / f.packed);
  const auto part = f.options.folder / (f.packed + ".part");
  const std::vector<Bytes> beginnings{{good.begin(), good.begin() + 100}, good, Bytes(100, 7), Bytes(good.size() + 50)};
  for (const Bytes& beginning : beginnings) {
    put(part, beginning);
    fetch_mnist(f.options);
    f.expect_complete();
    std::filesystem::remove(f.options.folder / f.packed);
  }
}

TEST_CASE("the user can stop a fetch, by answer or by exception; what has come stays for the next time") {
  Fixture f;
  f.options.progress = [](const FetchProgress&) { return false; };
  CHECK_THROWS_AS(fetch_mnist(f.options), Interrupted);
  f.options.progress = [](const FetchProgress&) -> bool { throw std::out_of_range("mine"); };
  CHECK_THROWS_AS(fetch_mnist(f.options), std::out_of_range);
  CHECK(names_in(f.options.folder) == std::vector<std::string>{f.packed + ".part"});
  f.options.progress = nullptr;
  fetch_mnist(f.options);
  f.expect_complete();
}

TEST_CASE("a full disk ends the fetch at once and leaves nothing") {
  Fixture f;
  std::string message;
  {
    const FullDisk full(500);
    message = message_of<IoError>([&] { fetch_mnist(f.options); });
  }
  CHECK_THAT(message, ContainsSubstring(f.packed + ".part: cannot write the download: "));
  CHECK(one_line(message));
  CHECK(names_in(f.options.folder).empty());
}

TEST_CASE("a cache that cannot be made or written is named") {
  Fixture f;
  put(f.options.folder, {1});
  CHECK_THAT(message_of<IoError>([&] { fetch_mnist(f.options); }),
             ContainsSubstring(f.options.folder.string() + ": cannot make this folder"));
  std::filesystem::remove(f.options.folder);
  std::filesystem::create_directories(f.options.folder / (f.packed + ".part"));
  CHECK_THAT(message_of<IoError>([&] { fetch_mnist(f.options); }), ContainsSubstring(".part: cannot write: "));
}

TEST_CASE("two processes do not write one file") {
  Fixture f;
  std::filesystem::create_directories(f.options.folder);
  const auto part = f.options.folder / (f.packed + ".part");
  const int other = ::open(part.c_str(), O_RDWR | O_CREAT, 0666);
  REQUIRE(::flock(other, LOCK_EX) == 0);
  CHECK_THAT(message_of<IoError>([&] { fetch_mnist(f.options); }), ContainsSubstring("another process is fetching"));
  ::close(other);
  fetch_mnist(f.options);
  f.expect_complete();
}
