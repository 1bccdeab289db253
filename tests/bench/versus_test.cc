// Side by side with other libraries: the driver, with peers of the test's own. Nothing here relates two measured times.
#include "bench/versus/versus.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "bench/versus/plan.h"
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
  CHECK(peer.run({{"work", "good"}}).seconds == 0.5);
  CHECK_THROWS_WITH(peer.run({{"work", "bad"}}), ContainsSubstring("bad luck"));
  CHECK(peer.run({{"work", "good"}}).seconds == 0.5);
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

TEST_CASE("rubbish from a peer is told in one line") {
  const auto fault = [](const std::string& answer) {
    Peer peer(shell(kReady, answer), {});
    try {
      peer.run({{"work", "x"}});
    } catch (const Error& error) {
      const std::string text = error.what();
      CHECK(text.find('\n') == std::string::npos);
      return text;
    }
    return std::string();
  };
  CHECK_THAT(fault("echo 'no JSON at all'"), ContainsSubstring("'no JSON at all', which is no JSON object"));
  CHECK_THAT(fault("echo 7"), ContainsSubstring("no JSON object"));
  CHECK_THAT(fault("echo '{}'"), ContainsSubstring("says no seconds"));
  CHECK_THAT(fault(R"(echo '{"seconds": "many"}')"), ContainsSubstring("says no seconds"));
  CHECK_THAT(fault(R"(echo '{"seconds": -1}')"), ContainsSubstring("says no seconds"));
  CHECK_THAT(fault(R"(printf '%s\n' '{"error": "one\ntwo"}')"), ContainsSubstring("one two"));
  CHECK_THAT(fault("head -c 3000000 /dev/zero"), ContainsSubstring("a megabyte without an end of line"));
}

TEST_CASE("repetitions: what fits, at least three, few of a slow setting") {
  using Counts = std::vector<int>;
  CHECK(repetitions({{"", 0.1}, {"a", 0.2}}, 5, 30) == Counts{5, 5});
  CHECK(repetitions({{"", 2}, {"a", 6}}, 5, 30) == Counts{3, 3});
  CHECK(repetitions({{"", 1}, {"a", 6}}, 5, 30) == Counts{4, 4});
  CHECK(repetitions({{"", 60}, {"a", 600}}, 5, 30) == Counts{3, 3});  // the fastest of its library is no slow one
  CHECK(repetitions({{"", 0.1}, {"a", 0.5}, {"a", 0.2}, {"b", 0.5}}, 5, 30) == Counts{5, 3, 5, 5});
  CHECK(repetitions({{"", 0.1}, {"a", 11}, {"a", 0.2}}, 5, 30) == Counts{5, 1, 5});
  CHECK(repetitions({{"", 0.1}, {"a", 0.5}, {"a", 0.2}}, 2, 30) == Counts{2, 2, 2});
  CHECK(repetitions({{"", 90}}, 1, 30) == Counts{1});
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
  CHECK_THAT(rows(round), ContainsSubstring(" 3    2.00 [1.00, 4.00]") && ContainsSubstring("a note"));
  const Timed few{"few", "default", {8}, ""};  // of our first repetition
  CHECK(ratio(round, few).median == 8);
  CHECK_THAT(rows(round_of({few})), ContainsSubstring(" 1    8.00 [8.00, 8.00]"));
  CHECK(to_json({round}).at(0).at("peers").size() == 3);
  CHECK_FALSE(to_json({round}).at(0).at("ours").contains("loss"));
  CHECK(median({3, 1}) == 2);
}

TEST_CASE("what came out is told beside the seconds, where the work asks for it") {
  Peer peer(
      shell(kReady,
            R"(case $line in *report*true*) echo '{"seconds": 1, "loss": 0.75}';; *) echo '{"seconds": 2}';; esac)"),
      {});
  CHECK(peer.run({{"work", "x"}}, "loss").told == 0.75);
  CHECK_FALSE(peer.run({{"work", "x"}}).told);
  CHECK_THROWS_WITH(peer.run({{"work", "x"}}, "error rate"), ContainsSubstring("says no error rate"));
  Round round = round_of({{"lib", "default", {4, 4, 4}, "a note", 0.75}, {"other", "default", {1, 2, 4}, ""}});
  round.told = "loss";
  round.ours_told = 0.5;
  CHECK_THAT(rows(round), ContainsSubstring("  loss 0.750, ours 0.500  a note\n") && ContainsSubstring("1.00]\n"));
  const auto json = to_json({round}).at(0);
  CHECK(json.at("ours").at("loss") == 0.5);
  CHECK(json.at("peers").at(0).at("loss") == 0.75);
  CHECK_FALSE(json.at("peers").at(1).contains("loss"));
}

TEST_CASE("who is compared, and where less is done") {
  CHECK_THROWS_AS(contestants({"numpy", "nosuch"}, ""), UsageError);
  for (const Contestant& who : contestants({"numpy", "sklearn"}, "")) {
    CHECK((who.library == "numpy" || who.library == "sklearn"));
    CHECK(std::filesystem::exists(who.commands.front().back()));
    CHECK(who.commands.back().front() == "python3");
  }
  CHECK(contestants({"torch"}, "/there").front().commands.front().back() == "/there/torch_peer.py");
  CHECK(contestants({}, "").front().setting == "default");
  CHECK(handicap("numpy", {{"work", "rbm"}, {"k", 5}}).note.empty());
  CHECK_FALSE(handicap("sklearn", {{"work", "rbm"}, {"k", 1}}).left_out);
  CHECK_THAT(handicap("sklearn", {{"work", "rbm"}, {"k", 1}}).note, ContainsSubstring("less work"));
  CHECK(handicap("sklearn", {{"work", "rbm"}, {"k", 5}}).left_out);
  CHECK(handicap("numpy", {{"work", "network"}, {"model", "convnet"}}).left_out);
  CHECK_FALSE(handicap("numpy", {{"work", "network"}, {"model", "mlp"}}).left_out);
  CHECK_FALSE(handicap("torch", {{"work", "network"}, {"model", "convnet"}}).left_out);
  for (const char* library : {"sklearn", "onednn"}) {
    CHECK(handicap(library, {{"work", "network"}, {"model", "mlp"}}).left_out);
    CHECK_FALSE(handicap(library, {{"work", "network"}, {"model", "mlp"}}).note.empty());
  }
}
