#include "experiments/harness/plan.h"

#include <algorithm>
#include <set>

#include "reference/core/error.h"
#include "tests/catch.h"
#include "tests/experiments/harness/toy.h"

using namespace rederive;

namespace {

std::vector<PlannedCell> planned(const std::vector<std::string>& sets, Profile profile = Profile::standard) {
  RunOptions options = toy::options();
  options.profile = profile;
  options.overrides = parse_overrides(sets, {&toy::experiment()});
  return plan(toy::experiment(), options);
}

}  // namespace

TEST_CASE("an experiment is named by its path") {
  CHECK(detail::name_from_path("/a/b/experiments/rbm/cd_k.cc") == "rbm/cd_k");
  CHECK(toy::experiment().name == "harness/toy");
}

TEST_CASE("the grid holds every setting once, whatever the number of arms it belongs to") {
  const auto cells = planned({});
  // sweep: 3 settings; long: 1; default is the sweep's first. Six seeds each.
  CHECK(cells.size() == 24);
  std::set<std::string> ids;
  for (const PlannedCell& cell : cells) ids.insert(cell.key.id());
  CHECK(ids.size() == cells.size());
  const auto shared = std::find_if(cells.begin(), cells.end(), [](const auto& c) { return c.arms.size() == 2; });
  REQUIRE(shared != cells.end());
  CHECK(shared->arms == std::vector<std::string>{"sweep", "default"});
  CHECK(planned({}, Profile::full).size() == 35);  // four settings with eight seeds, and one with three
  CHECK(planned({}, Profile::smoke).size() == 6);  // `long` has become the default
}

TEST_CASE("what an arm has in full only belongs to it as the rest does") {
  const auto sizes = [](Profile profile) {
    RunOptions options = toy::options();
    options.profile = profile;
    const auto cells = plan(*matching({"harness/toy_twin"}).front(), options);
    for (const PlannedCell& cell : cells) CHECK(cell.arms == std::vector<std::string>{"sizes"});
    return cells.size() / 8;
  };
  CHECK(sizes(Profile::standard) == 2);
  CHECK(sizes(Profile::full) == 3);
}

TEST_CASE("an arm has no more seeds than it asks for, unless somebody names the seeds or another arm asks for more") {
  RunOptions options = toy::options();
  options.profile = Profile::full;
  const auto count = [&](std::string_view arm) {
    const auto cells = plan(toy::experiment(), options);
    return std::count_if(cells.begin(), cells.end(), [&](const PlannedCell& cell) {
      return std::find(cell.arms.begin(), cell.arms.end(), arm) != cell.arms.end();
    });
  };
  CHECK(count("only full") == 3);
  CHECK(count("default") == 8);
  CHECK(MostSeeds(1, 3).of(Profile::smoke) == 1);
  CHECK(MostSeeds(1, 3).of(Profile::standard) == 1);
  options.seeds = SeedRange{2, 6};
  CHECK(count("only full") == 5);
  options = toy::options();
  options.profile = Profile::full;
  options.overrides = parse_overrides({"steps=1", "epochs=4", "shape=flat"}, {&toy::experiment()});
  CHECK(count("only full") == 8);  // all arms have become one setting
}

TEST_CASE("overrides replace sweeps and defaults") {
  for (const PlannedCell& cell : planned({"steps=7", "rate=0.25,0.125"})) {
    CHECK(cell.key.settings[0].second == Value(std::int64_t{7}));
    CHECK(cell.key.settings[2].second != Value(0.5));
  }
  CHECK(planned({"epochs=3"}, Profile::smoke).front().key.settings[1].second == Value(std::int64_t{3}));
}

TEST_CASE("values out of range are refused before any work, naming flag, value and range") {
  CHECK_THROWS_WITH(planned({"steps=0"}), "--set steps=0: steps (steps) must be a finite number >= 1");
  CHECK_THROWS_WITH(planned({"rate=nan"}), ContainsSubstring("--set rate=nan: rate (learning rate) must be a finite"));
  CHECK_THROWS_AS(planned({"rate=inf"}), UsageError);
  CHECK_THROWS_AS(planned({"rate=0"}), UsageError);
  CHECK_THROWS_AS(planned({"epochs=101"}), UsageError);
  CHECK_THROWS_AS(planned({"steps=99999999999"}), UsageError);
  CHECK_THROWS_WITH(planned({"shape=odd"}), ContainsSubstring("must be round or flat"));
  CHECK_THROWS_WITH(planned({"colour=red"}), ContainsSubstring("no chosen experiment has a parameter 'colour'"));
  CHECK_THROWS_AS(planned({"steps"}), UsageError);
  CHECK_THROWS_AS(planned({"steps=1", "steps=2"}), UsageError);
}

TEST_CASE("a plan that no machine could hold is refused before it is made") {
  std::string steps = "steps=1";
  std::string epochs = "epochs=1";
  for (int i = 2; i <= 101; ++i) steps += "," + std::to_string(i);
  for (int i = 2; i <= 100; ++i) epochs += "," + std::to_string(i);
  CHECK_THROWS_WITH(planned({steps, epochs}), ContainsSubstring("more than 10000 settings"));
  RunOptions options = toy::options();
  options.overrides = parse_overrides({epochs}, {&toy::experiment()});
  options.seeds = SeedRange{1, 100000};
  CHECK_THROWS_WITH(plan(toy::experiment(), options), ContainsSubstring("more than the 1000000 cells"));
}

TEST_CASE("seeds are a count or a range") {
  CHECK(parse_seeds("8") == SeedRange{1, 8});
  CHECK(parse_seeds("3..5") == SeedRange{3, 5});
  for (const char* bad : {"0", "5..3", "0..3", "x", "", "1..", "..2", "-1", "1..100001"}) {
    CHECK_THROWS_AS(parse_seeds(bad), UsageError);
  }
}

TEST_CASE("a key's identity has a known answer and depends on all of it") {
  const CellKey key{.experiment = "rbm/cd_k", .settings = {{"k", std::int64_t{5}}}, .seed = 3, .data = "none"};
  // By another program: the SHA-256 of {"experiment":"rbm/cd_k","settings":{"k":5},"seed":3,"data":"none","format":1}.
  CHECK(key.id() == "744b0801c697dbea2e3a4a658ac1e57c");
  const auto other = [&](auto change) {
    CellKey changed = key;
    change(changed);
    return changed.id() != key.id();
  };
  CHECK(other([](CellKey& k) { k.experiment = "rbm/cd_l"; }));
  CHECK(other([](CellKey& k) { k.settings[0].second = std::int64_t{6}; }));
  CHECK(other([](CellKey& k) { k.settings[0].second = 5.0; }));
  CHECK(other([](CellKey& k) { k.seed = 4; }));
  CHECK(other([](CellKey& k) { k.data = "x"; }));
  CHECK(other([](CellKey& k) { k.variants = "gemm=openblas"; }));
  CHECK(CellKey::from_json(key.json()).id() == key.id());
}

TEST_CASE("the command that repeats a cell names only what is not the default") {
  RunOptions options = toy::options();
  const auto cells = planned({"steps=7"});
  CHECK(repeat_command(cells.front(), options) == "rederive run harness/toy --set steps=7 --seeds 1..1");
  options.profile = Profile::full;
  CHECK(repeat_command(cells.back(), options) ==
        "rederive run harness/toy --profile full --set steps=7 --set epochs=9 --seeds 6..6");
  options.profile = Profile::standard;
  PlannedCell rivals = cells.front();
  rivals.key.variants = "gemm=openblas,sigmoid=eigen";  // one flag each: --variant takes one
  CHECK(repeat_command(rivals, options) ==
        "rederive run harness/toy --set steps=7 --seeds 1..1 --variant gemm=openblas --variant sigmoid=eigen");
}

TEST_CASE("options survive JSON") {
  RunOptions options = toy::options();
  options.overrides = parse_overrides({"rate=0.1,0.2", "shape=flat"}, {&toy::experiment()});
  options.seeds = SeedRange{2, 4};
  CHECK(RunOptions::from_json(Json::parse(options.json().dump())) == options);
}

TEST_CASE("patterns are names or globs, and one that matches nothing is an error") {
  CHECK(matching({"harness/toy*"}).size() == 5);
  CHECK(matching({}).size() == experiments().size());
  CHECK_THROWS_WITH(matching({"rbm/cd"}), ContainsSubstring("no experiment matches 'rbm/cd'"));
}
