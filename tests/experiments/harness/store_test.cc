// A cell's file is whole or not there, and whatever is wrong with it is found and named.
#include "experiments/harness/store.h"

#include <fstream>
#include <unistd.h>

#include "experiments/harness/run.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "tests/catch.h"
#include "tests/experiments/harness/toy.h"

using namespace rederive;
namespace fs = std::filesystem;

namespace {

const CellKey kKey{.experiment = "harness/toy", .settings = {{"steps", std::int64_t{1}}}, .seed = 2, .data = "none"};

const std::vector<ColumnSheet>& columns() { return toy::experiment().columns; }

CellResult result() {
  return {.rows = {{std::int64_t{1}, 0.1, std::string("round")}, {std::int64_t{2}, -0.0, std::string("a,\"b\"")}},
          .pictures = {{"square", Image{1, 2, {7, 9}}}}};
}

fs::path cell_file(const fs::path& folder) { return folder / "cells/harness/toy" / (kKey.id() + ".json"); }

}  // namespace

TEST_CASE("a cell comes back bit by bit") {
  const TemporaryFolder folder;
  const Store store(folder.path());
  CHECK_FALSE(store.load(kKey, columns()).has_value());
  store.save(kKey, columns(), result(), {{"seconds", 1.5}});
  const auto cell = store.load(kKey, columns());
  REQUIRE(cell.has_value());
  REQUIRE(cell->rows.size() == 2);
  for (std::size_t r = 0; r < 2; ++r) {
    for (std::size_t c = 0; c < 3; ++c) CHECK(same_bits(cell->rows[r][c], result().rows[r][c]));
  }
  CHECK(cell->pictures.at("square") == picture_digest(Image{1, 2, {7, 9}}));
  CHECK(cell->provenance.at("seconds") == 1.5);
  CHECK(toy::files(folder.path()) == 2);  // nothing temporary is left
}

TEST_CASE("the digest is of the numbers, not of the machine or the time") {
  const TemporaryFolder folder;
  const Store store(folder.path());
  store.save(kKey, columns(), result(), {{"seconds", 1.5}});
  const std::string digest = store.load(kKey, columns())->digest;
  store.save(kKey, columns(), result(), {{"seconds", 2.5}});
  CHECK(store.load(kKey, columns())->digest == digest);
  CellResult other = result();
  other.rows[1][1] = 0.0;  // was -0
  store.save(kKey, columns(), other, {});
  CHECK(store.load(kKey, columns())->digest != digest);
}

TEST_CASE("every damage to a cell's file is found, named and set aside") {
  const TemporaryFolder folder;
  const Store store(folder.path());
  store.save(kKey, columns(), result(), {});
  const fs::path file = cell_file(folder.path());
  const std::string good = read_text(file);
  const auto damaged = [&](const std::string& bytes) {
    write_file_whole(file, bytes);
    CHECK_THROWS_WITH(store.load(kKey, columns()), ContainsSubstring(file.string() + ": this cell's file is damaged"));
  };
  damaged("");
  damaged("{}\n{}\n");
  damaged("[1,2\n\n");
  damaged(good.substr(0, good.size() / 2));
  damaged(good.substr(0, good.size() - 1));
  for (std::size_t place = 0; place < good.size(); place += 7) {
    std::string flipped = good;
    flipped[place] = static_cast<char>(flipped[place] ^ 4);
    damaged(flipped);
  }
  std::string note;
  CHECK_FALSE(store.load_or_set_aside(kKey, columns(), note).has_value());
  CHECK_THAT(note, ContainsSubstring("set aside as"));
  CHECK_FALSE(fs::exists(file));
  CHECK(toy::files(folder.path() / "damaged") == 1);
}

TEST_CASE("the file of another cell, other columns and a missing picture are damage too") {
  const TemporaryFolder folder;
  const Store store(folder.path());
  store.save(kKey, columns(), result(), {});
  std::vector<ColumnSheet> renamed = columns();
  renamed.back().name = "words";
  CHECK_THROWS_WITH(store.load(kKey, renamed), ContainsSubstring("columns"));
  CellKey other = kKey;
  other.seed = 3;
  fs::copy_file(cell_file(folder.path()), folder.path() / "cells/harness/toy" / (other.id() + ".json"));
  CHECK_THROWS_WITH(store.load(other, columns()), ContainsSubstring("another cell"));
  fs::remove(store.picture_path(kKey, "square"));
  CHECK_THROWS_WITH(store.load(kKey, columns()), ContainsSubstring("picture 'square' is missing"));
}

TEST_CASE("a column that has changed its type since has no old cells") {
  const TemporaryFolder folder;
  const Store store(folder.path());
  store.save(kKey, columns(), result(), {});
  std::vector<ColumnSheet> real = columns();
  real[0].like = 0.0;
  CHECK_THROWS_WITH(store.load(kKey, real), ContainsSubstring("its column epoch holds 1 where a number is declared"));
  CellResult large = result();
  large.rows[0][0] = std::int64_t{1} << 40;
  store.save(kKey, columns(), large, {});
  CHECK_THROWS_WITH(store.load(kKey, columns()), ContainsSubstring("its column epoch holds 1099511627776"));
}

TEST_CASE("bytes of a path that are no text do not keep a cell from being stored") {
  const TemporaryFolder folder;
  const Store store(folder.path());
  store.save(kKey, columns(), result(), {{"origin", "/data/\xff"}});
  CHECK(store.load(kKey, columns())->provenance.at("origin") == "/data/\xef\xbf\xbd");
}

TEST_CASE("two writers cannot have one run") {
  const TemporaryFolder folder;
  const Store store(folder.path());
  const auto lock = std::make_unique<Store::Lock>(store.lock());
  CHECK_THROWS_WITH(store.lock(), ContainsSubstring("another rederive is writing to this run"));
}

TEST_CASE("a folder that cannot be made is an error with its reason") {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  const Store store(folder.path() / "file" / "run");
  CHECK_THROWS_AS(store.save(kKey, columns(), result(), {}), IoError);
}

TEST_CASE("a run's description that is not one is refused, and other options are named") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(read_run(folder.path()), ContainsSubstring("no run is here"));
  RunOptions options = toy::options();
  open_run(folder.path(), options, {&toy::experiment()});
  CHECK(read_run(folder.path()).experiments == std::vector<std::string>{"harness/toy"});
  options.profile = Profile::full;
  CHECK_THROWS_WITH(open_run(folder.path(), options, {}), ContainsSubstring("its profile is standard"));
  for (const char* bad : {"", "{", "[]", "{\"schema\":\"rederive.run/1\"}", "{\"schema\":7}"}) {
    write_file_whole(folder.path() / "run.json", bad);
    CHECK_THROWS_AS(read_run(folder.path()), IoError);
  }
}
