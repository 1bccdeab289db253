// Side by side with other libraries: the driver, with peers of the test's own. Nothing here relates two measured times.
#include "bench/versus/versus.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "reference/core/error.h"
#include "tests/catch.h"
#include "tests/files.h"

using namespace rederive;
using namespace rederive::bench;
using Json = nlohmann::ordered_json;

namespace {

// A peer that says `hello` and then runs `answer` for each line that it reads.
std::vector<std::string> shell(const std::string& hello, const std::string& answer) {
  return {"/bin/sh", "-c", fmt::format("echo '{}'; while read -r line; do {}; done", hello, answer)};
}

const char* const kReady = R"({"ready": {"library": "a shell"}})";

Round round_of(std::vector<Timed> peers) { return {.work = "work", .ours = {1, 2, 4}, .peers = std::move(peers)}; }

}  // namespace

TEST_CASE("a peer says who it is, answers, and fails by name") {
  Peer peer(shell(kReady, R"(case $line in *bad*) echo '{"error": "bad luck"}';; *) echo '{"seconds": 0.5}';; esac)"),
            {});
  CHECK(peer.missing().empty());
  CHECK(peer.facts().at("library") == "a shell");
  CHECK(peer.run({{"work", "good"}}) == 0.5);
  CHECK_THROWS_WITH(peer.run({{"work", "bad"}}), ContainsSubstring("bad luck"));
  CHECK(peer.run({{"work", "good"}}) == 0.5);
}

TEST_CASE("a peer that is not there, ends or talks nonsense") {
  CHECK(Peer(shell(R"({"missing": "no such module"})", ":"), {}).missing() == "no such module");
  CHECK_THAT(Peer({"/bin/sh", "-c", "exit 1"}, {}).missing(), ContainsSubstring("ended without an answer"));
  CHECK_FALSE(Peer({"/nonexistent/program"}, {}).missing().empty());
  CHECK_FALSE(Peer({"/bin/sh", "-c", "echo nonsense; sleep 60"}, {}).missing().empty());
  Peer peer(shell(kReady, "exit 0"), {});
  CHECK_THROWS_AS(peer.run({{"work", "x"}}), Error);
  CHECK_THROWS_AS(peer.run({{"work", "x"}}), Error);
}

TEST_CASE("a peer's environment is free of pins, with its setting on top") {
  ::setenv("OPENBLAS_CORETYPE", "Haswell", 1);
  ::setenv("OMP_NUM_THREADS", "7", 1);
  const std::string script =
      R"(echo "{\"ready\": {\"core\": \"$OPENBLAS_CORETYPE\", \"omp\": \"$OMP_NUM_THREADS\"}}"; cat)";
  const Peer plain({"/bin/sh", "-c", script}, {});
  const Peer set({"/bin/sh", "-c", script}, {{"OMP_NUM_THREADS", "2"}});
  ::unsetenv("OPENBLAS_CORETYPE");
  ::unsetenv("OMP_NUM_THREADS");
  CHECK(plain.facts() == Json{{"core", ""}, {"omp", ""}});
  CHECK(set.facts() == Json{{"core", ""}, {"omp", "2"}});
}

TEST_CASE("a peer stands still between questions") {
  const Peer peer({"/bin/sh", "-c", R"(echo "{\"ready\": {\"process\": $$}}"; while :; do :; done)"}, {});
  const auto process = peer.facts().at("process").get<int>();
  std::string state;
  for (int wait = 0; wait < 500 && state != "T"; ++wait) {
    std::ifstream stat(fmt::format("/proc/{}/stat", process));
    std::string number;
    std::string name;
    stat >> number >> name >> state;
    if (state != "T") ::usleep(10000);
  }
  CHECK(state == "T");
}

TEST_CASE("ratios are taken repetition by repetition; the default and the best setting are shown") {
  const Timed slow{"lib", "default", {4, 4, 4}, ""};
  const Timed fast{"lib", "1 thread", {2, 2, 2}, "a note"};
  const Timed alone{"other", "default", {1, 2, 4}, ""};
  const Round round = round_of({slow, fast, alone});
  const Spread spread = ratio(round, slow);
  CHECK(spread.least == 1);
  CHECK(spread.median == 2);
  CHECK(spread.most == 4);
  const std::vector<Timed> lines = shown(round);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].setting == "default");
  CHECK(lines[1].setting == "1 thread");
  CHECK(lines[2].library == "other");
  CHECK(shown(round_of({fast, slow})).size() == 1);  // the default is the best
  CHECK_THAT(table({round}), ContainsSubstring("2.00 [1.00, 4.00]") && ContainsSubstring("a note"));
  CHECK(to_json({round}).at(0).at("peers").size() == 3);
  CHECK(median({3, 1}) == 2);
}

TEST_CASE("who is compared, and where less is done") {
  CHECK_THROWS_AS(contestants({"numpy", "nosuch"}), UsageError);
  for (const Contestant& who : contestants({"numpy", "sklearn"})) {
    CHECK((who.library == "numpy" || who.library == "sklearn"));
    CHECK(std::filesystem::exists(who.command.back()));
  }
  CHECK(contestants({}).front().setting == "default");
  CHECK(handicap("numpy", {{"work", "rbm"}, {"k", 5}}).note.empty());
  CHECK_FALSE(handicap("sklearn", {{"work", "rbm"}, {"k", 1}}).left_out);
  CHECK_THAT(handicap("sklearn", {{"work", "rbm"}, {"k", 1}}).note, ContainsSubstring("less work"));
  CHECK(handicap("sklearn", {{"work", "rbm"}, {"k", 5}}).left_out);
}

TEST_CASE("the program: works, peers that are missing, a short run") {
  const TemporaryFolder folder;
  const auto run = [&](const std::string& arguments) {
    const std::string command = fmt::format("'{}' versus {} >'{}' 2>'{}'", REDERIVE_BENCH, arguments,
                                            (folder / "out").string(), (folder / "err").string());
    const int status = std::system(command.c_str());  // NOLINT(bugprone-command-processor): our own words
    return WEXITSTATUS(status);
  };
  const auto text = [&](const std::string& name) {
    const Bytes bytes = get(folder / name);
    return std::string(bytes.begin(), bytes.end());
  };
  CHECK(run("--list 'rbm/hidden=100,*'") == 0);
  CHECK_THAT(text("out"), ContainsSubstring("rbm/hidden=100,k=10,batch=100\n"));
  CHECK(run("nosuch") == 2);
  CHECK(run("--repetitions 0") == 2);
  CHECK(run("--with onednn") == 3);
  CHECK_THAT(text("err"), ContainsSubstring("onednn left out") && ContainsSubstring("no peer is here"));

  const int code = run("rbm/hidden=100,k=1,batch=10 --with numpy --repetitions 1 --json");
  if (code == 3) return;  // it is not installed
  REQUIRE(code == 0);
  const Json json = Json::parse(text("out"));
  CHECK(json.at("schema") == "rederive.versus/1");
  CHECK(json.at("works").at(0).at("ours").at("seconds").size() == 1);
  const Json& peer = json.at("works").at(0).at("peers").at(0);
  CHECK(peer.at("library") == "numpy");
  CHECK(peer.at("seconds").at(0) > 0);
  CHECK(json.at("peers").at(0).at("facts").at("version").is_string());
}
