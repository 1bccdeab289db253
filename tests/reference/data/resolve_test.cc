#include "reference/data/resolve.h"

#include "reference/core/error.h"
#include "tests/catch.h"
#include "tests/reference/data/fixtures.h"

using namespace rederive;

namespace {

struct Fixture {
  TinyMnist tiny;
  TemporaryFolder mirror;
  TemporaryFolder cache;
  TemporaryFolder named;
  DatasetOptions options{.environment = {.cache_dir = cache.path(), .mirrors = {"file://" + mirror.path().string()}},
                         .synthetic = {.train = 20, .test = 10},
                         .files = tiny.files};

  ResolvedDataset resolve(const std::string& request) const { return resolve_dataset(request, options); }
  void expect_mnist(const std::string& request) const {
    const ResolvedDataset got = resolve(request);
    CHECK(got.dataset.digest == tiny.data.digest);
    CHECK(got.dataset.name == "mnist");
    CHECK(got.note.empty());
  }
};

}  // namespace

TEST_CASE("by default MNIST is taken from the cache, else fetched") {
  Fixture f;
  f.tiny.write_to(f.mirror.path(), true);
  f.expect_mnist("");
  f.options.offline = true;
  f.expect_mnist("");
  f.expect_mnist("mnist");
}

TEST_CASE("without MNIST the digits are synthetic, and the note says so and why") {
  Fixture f;
  for (const bool offline : {false, true}) {
    f.options.offline = offline;
    const ResolvedDataset got = f.resolve("");
    CHECK(got.dataset.name == "synthetic");
    CHECK(got.dataset.train.count == 20);
    CHECK_THAT(got.note, ContainsSubstring("SYNTHETIC"));
    CHECK_THAT(got.note, ContainsSubstring(offline ? "offline" : "file://" + f.mirror.path().string()));
    CHECK(one_line(got.note));
    CHECK_THROWS_AS(f.resolve("mnist"), UnavailableError);
  }
  f.options.environment.cache_dir.clear();  // no home folder
  CHECK_THAT(f.resolve("").note, ContainsSubstring("no cache folder"));
}

TEST_CASE("synthetic digits on demand, whatever else there is") {
  Fixture f;
  f.options.environment.data_dir = f.named / "none";
  const ResolvedDataset got = f.resolve("synthetic");
  CHECK(got.dataset.name == "synthetic");
  CHECK(got.note.empty());
  CHECK(names_in(f.cache.path()).empty());
}

TEST_CASE("what was named is never replaced by something else") {
  Fixture f;
  f.tiny.write_to(f.mirror.path(), true);
  f.tiny.write_to(f.cache / "mnist", true);
  for (const bool by_environment : {false, true}) {
    if (by_environment) f.options.environment.data_dir = f.named.path();
    const std::string request = by_environment ? "" : f.named.path().string();
    CHECK_THROWS_AS(f.resolve(request), UnavailableError);
    f.tiny.write_to(f.named.path(), false);
    f.expect_mnist(request);
    put(f.named / f.tiny.files[2].name, {0, 0, 8, 3});
    CHECK_THROWS_AS(f.resolve(request), IoError);
    std::filesystem::remove(f.named / f.tiny.files[2].name);
    CHECK_THROWS_AS(f.resolve(request), UnavailableError);
    for (const std::string& name : names_in(f.named.path())) std::filesystem::remove(f.named / name);
  }
}

TEST_CASE("a damaged cache is repaired, or an error when it cannot be") {
  Fixture f;
  f.tiny.write_to(f.cache / "mnist", false);
  put(f.cache.path() / "mnist" / f.tiny.files[0].name, {0, 0, 8, 3});
  CHECK_THROWS_AS(f.resolve(""), IoError);
  f.options.offline = true;
  CHECK_THROWS_AS(f.resolve(""), IoError);
  f.options.offline = false;
  f.tiny.write_to(f.mirror.path(), true);
  f.expect_mnist("");
}

TEST_CASE("a stop during the fetch is a stop, not a reason for other digits") {
  Fixture f;
  f.tiny.write_to(f.mirror.path(), true);
  f.options.progress = [](const FetchProgress&) { return false; };
  CHECK_THROWS_AS(f.resolve(""), Interrupted);
}
