#include "reference/data/mnist.h"

#include <map>

#include "reference/core/error.h"
#include "reference/data/mnist_find.h"
#include "tests/catch.h"
#include "tests/reference/data/fixtures.h"

using namespace rederive;

namespace {

DataEnvironment environment(const std::map<std::string, std::string>& variables) {
  return data_environment([&](const std::string& name) {
    const auto found = variables.find(name);
    return found != variables.end() ? found->second : "";
  });
}

}  // namespace

TEST_CASE("the environment says where data lie and come from") {
  CHECK(environment({{"HOME", "/home/a"}}).cache_dir == "/home/a/.cache/rederive/data");
  CHECK(environment({{"HOME", "/home/a"}, {"XDG_CACHE_HOME", "/c"}}).mnist_cache_dir() == "/c/rederive/data/mnist");
  CHECK(environment({{"HOME", "/home/a"}, {"XDG_CACHE_HOME", "c"}}).cache_dir == "/home/a/.cache/rederive/data");
  CHECK(environment({{"REDERIVE_DATA", "/d"}}).data_dir == "/d");
  CHECK(environment({}).mirrors == mnist_mirrors());
  CHECK(environment({{"REDERIVE_MNIST_MIRROR", "file:///m"}}).mirrors == std::vector<std::string>{"file:///m"});
  CHECK_THROWS_AS(environment({{"REDERIVE_MNIST_MIRROR", "ftp://m"}}), UsageError);
  CHECK_THROWS_AS(environment({}).mnist_cache_dir(), UnavailableError);
}

TEST_CASE("MNIST is loaded from plain files, from gzip and from a mixture, with one digest") {
  const TinyMnist tiny;
  for (const int packed : {0, 1, 2}) {
    const TemporaryFolder folder;
    tiny.write_to(folder.path(), packed == 1);
    if (packed == 2) {
      std::filesystem::remove(folder / tiny.files[0].name);
      put(folder / (tiny.files[0].name + ".gz"), gzipped(tiny.contents[0]));
    }
    const Dataset data = load_mnist(folder.path(), tiny.files);
    CHECK(data.name == "mnist");
    CHECK(data.train.pixels == tiny.data.train.pixels);
    CHECK(data.train.labels == tiny.data.train.labels);
    CHECK(data.test.pixels == tiny.data.test.pixels);
    CHECK(data.test.labels == tiny.data.test.labels);
    CHECK(data.digest == tiny.data.digest);
    CHECK_THAT(data.origin, ContainsSubstring(folder.path().string()));
  }
}

TEST_CASE("a flipped bit, a cut and a bomb are refused when loading and named by verify, plain and gzip") {
  const TinyMnist tiny;
  for (const bool packed : {false, true}) {
    const TemporaryFolder folder;
    tiny.write_to(folder.path(), packed);
    const auto path = *known_file_path(folder.path(), tiny.files[0]);
    const Bytes good = get(path);
    const auto refused = [&](const Bytes& bytes, const std::string& why) {
      put(path, bytes);
      const std::string message = message_of<IoError>([&] { load_mnist(folder.path(), tiny.files); });
      CHECK_THAT(message, ContainsSubstring(path.string()));
      CHECK_THAT(message, ContainsSubstring(why));
      CHECK(one_line(message));
      const auto status = verify_mnist(folder.path(), tiny.files);
      CHECK(status[0].state == FileState::kDamaged);
      CHECK_THAT(status[0].message, ContainsSubstring(path.string()));
      CHECK(status[1].state == FileState::kGood);
    };
    Bytes bytes = good;
    bytes[bytes.size() / 2] ^= 0x10;
    refused(bytes, packed ? "damaged gzip data" : "sha256 " + sha256_hex(bytes));
    refused(Bytes(good.begin(), good.end() - 5), "truncated");
    refused({}, "empty");
    refused(gzipped(Bytes(8U << 20U)), "unpacks to more than the 23536 bytes");
    Bytes other = tiny.contents[0];  // a good file of the wrong contents
    other.back() = static_cast<std::uint8_t>(other.back() + 1);
    refused(packed ? gzipped(other) : other, "expected " + tiny.files[0].sha256);
  }
}

TEST_CASE("a missing file is named, and what to do") {
  const TinyMnist tiny;
  const TemporaryFolder folder;
  tiny.write_to(folder.path(), true);
  std::filesystem::remove(folder / (tiny.files[3].name + ".gz"));
  const std::string message = message_of<UnavailableError>([&] { load_mnist(folder.path(), tiny.files); });
  CHECK_THAT(message, ContainsSubstring("t10k-labels-idx1-ubyte"));
  CHECK_THAT(message, ContainsSubstring("rederive data fetch"));
  CHECK(one_line(message));
  CHECK(verify_mnist(folder.path(), tiny.files)[3].state == FileState::kMissing);
  std::filesystem::create_directory(folder / tiny.files[3].name);
  CHECK_THAT(message_of<IoError>([&] { load_mnist(folder.path(), tiny.files); }), ContainsSubstring("a folder"));
}

TEST_CASE("MNIST is looked for where it was named, then in REDERIVE_DATA, then in the cache") {
  const TinyMnist tiny;
  const TemporaryFolder named;
  const TemporaryFolder data;
  const TemporaryFolder cache;
  const auto find = [&](const std::string& dir, const std::string& data_dir) {
    return find_mnist(dir, {.data_dir = data_dir, .cache_dir = cache.path()}, tiny.files);
  };
  CHECK_FALSE(find("", ""));
  tiny.write_to(cache / "mnist", true);
  CHECK(find("", "") == cache / "mnist");
  std::filesystem::remove(cache.path() / "mnist" / (tiny.files[1].name + ".gz"));
  CHECK_FALSE(find("", ""));  // an incomplete cache is to be completed, not loaded

  // What was named is never passed over in silence.
  CHECK_THAT(message_of<UnavailableError>([&] { find("", data.path()); }),
             ContainsSubstring("REDERIVE_DATA=" + data.path().string() + ": no MNIST here"));
  CHECK_THAT(message_of<UnavailableError>([&] { find(named / "none", data.path()); }),
             ContainsSubstring("none: no such folder"));
  tiny.write_to(data.path(), false);
  CHECK(find("", data.path()) == data.path());
  tiny.write_to(data / "mnist", false);
  CHECK(find("", data.path()) == data / "mnist");
  CHECK_THROWS_AS(find(named.path(), data.path()), UnavailableError);
  tiny.write_to(named.path(), true);
  CHECK(find(named.path(), data.path()) == named.path());
}

TEST_CASE("import copies what is good into the cache, and replaces what is damaged there") {
  const TinyMnist tiny;
  const TemporaryFolder from;
  const TemporaryFolder cache;
  const DataEnvironment to{.cache_dir = cache / "data"};
  tiny.write_to(from / "mnist", true);
  put(cache.path() / "data" / "mnist" / tiny.files[0].name, {1, 2, 3});  // plain and damaged: would be found first
  CHECK(import_mnist(from.path(), to, tiny.files) == cache.path() / "data" / "mnist");
  CHECK(load_mnist(to.mnist_cache_dir(), tiny.files).digest == tiny.data.digest);
  CHECK(names_in(to.mnist_cache_dir()).size() == 4);
  CHECK_NOTHROW(import_mnist(to.mnist_cache_dir(), to, tiny.files));  // from itself
  CHECK(load_mnist(to.mnist_cache_dir(), tiny.files).digest == tiny.data.digest);
}

TEST_CASE("import refuses an incomplete or damaged folder before it copies anything") {
  const TinyMnist tiny;
  const TemporaryFolder from;
  const TemporaryFolder cache;
  const DataEnvironment to{.cache_dir = cache / "data"};
  tiny.write_to(from.path(), false);
  put(from / tiny.files[3].name, {0, 0, 8, 1});
  CHECK_THAT(message_of<IoError>([&] { import_mnist(from.path(), to, tiny.files); }),
             ContainsSubstring((from / tiny.files[3].name).string()));
  std::filesystem::remove(from / tiny.files[3].name);
  CHECK_THROWS_AS(import_mnist(from.path(), to, tiny.files), UnavailableError);
  CHECK_THROWS_AS(import_mnist(from / "none", to, tiny.files), UnavailableError);
  CHECK(names_in(cache.path()).empty());
  tiny.write_to(from.path(), false);
  put(cache / "data", {1});  // a file where the folder should be
  CHECK_THAT(message_of<IoError>([&] { import_mnist(from.path(), to, tiny.files); }),
             ContainsSubstring("cannot make this folder"));
}

TEST_CASE("the real MNIST is what it should be") {
  const DataEnvironment here = data_environment();
  if (here.data_dir.empty()) {
    WARN("skipped: REDERIVE_DATA is not set");
    return;
  }
  const auto folder = find_mnist("", here);
  REQUIRE(folder);
  for (const FileStatus& file : verify_mnist(*folder)) {
    INFO(file.message);
    CHECK(file.state == FileState::kGood);
  }
  const Dataset data = load_mnist(*folder);
  CHECK(data.train.count == 60000);
  CHECK(data.test.count == 10000);
  CHECK(data.train.height == 28);
  CHECK(data.train.width == 28);
  CHECK(std::vector<int>(data.train.labels.begin(), data.train.labels.begin() + 5) == std::vector<int>{5, 0, 4, 1, 9});
  // The digest from the table and the digest from the images in memory are one.
  CHECK(data.digest == dataset_digest(data.train, data.test));
}
