// rederive versus as a user meets it, with peers of the test's own in Python that need no library.
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sched.h>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/foreign.h"
#include "bench/versus/embedding_work.h"
#include "bench/versus/versus.h"
#include "tests/catch.h"
#include "tests/files.h"

using namespace rederive;
using namespace rederive::bench;
using Json = nlohmann::ordered_json;

namespace {

// Runs the program; `out` and `err` are what it printed last.
struct Program {
  int operator()(const std::string& arguments) {
    const std::string command = fmt::format("'{}' versus {} >'{}' 2>'{}'", REDERIVE_BENCH, arguments,
                                            (folder / "out").string(), (folder / "err").string());
    const int status = std::system(command.c_str());  // NOLINT(bugprone-command-processor): our own words
    out = text("out");
    err = text("err");
    return WEXITSTATUS(status);
  }

  std::string text(const std::string& name) const {
    const Bytes bytes = get(folder / name);
    return {bytes.begin(), bytes.end()};
  }

  // A peer in place of NAME, which does `answer` with each line, when it has answered n of them.
  void peer(const std::string& name, const std::string& answer) const {
    const std::string program = fmt::format(
        "import os, signal, sys, time\n"
        "def say(words): print(words, flush=True)\n"
        "say('{{\"ready\": {{\"library\": \"{}\"}}}}')\n"
        "n = 0\n"
        "for line in sys.stdin:\n"
        "    {}\n"
        "    n += 1\n",
        name, answer);
    put(folder / (name + "_peer.py"), Bytes(program.begin(), program.end()));
  }

  std::string peers() const { return fmt::format(" --data synthetic --peers '{}' ", folder.path().string()); }

  TemporaryFolder folder;
  std::string out, err;
};

// This process, and those that it starts, on the core where it is.
class OneCore {
 public:
  OneCore() {
    ::sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(::sched_getcpu()), &one);
    ::sched_setaffinity(0, sizeof one, &one);
  }
  ~OneCore() { ::sched_setaffinity(0, sizeof before_, &before_); }
  OneCore(const OneCore&) = delete;
  OneCore& operator=(const OneCore&) = delete;

 private:
  cpu_set_t before_{};
};

const std::string kGood = R"(say('{"seconds": 0.25}'))";
const std::string kWork = "rbm/hidden=100,k=1,batch=10";

}  // namespace

TEST_CASE("the program: works and wrong words") {
  Program run;
  CHECK(run("--list 'rbm/hidden=100,*'") == 0);
  CHECK_THAT(run.out, ContainsSubstring("rbm/hidden=100,k=10,batch=100\n"));
  CHECK_THAT(run.out, ContainsSubstring("rbm/hidden=100,k=20,batch=10\n"));
  CHECK(run("nosuch") == 2);
  CHECK(run("--repetitions 0") == 2);
  CHECK(run("--data /nonexistent --with numpy " + kWork) == 3);
  CHECK(run("--help") == 0);
}

TEST_CASE("the program: each work's rows, the number of repetitions, JSON") {
  Program run;
  run.peer("numpy", kGood);
  const std::string what = kWork + " --with numpy" + run.peers();
  REQUIRE(run(what + "--repetitions 2") == 0);
  CHECK_THAT(run.out, ContainsSubstring(kWork + "        numpy    default                 0.25 s"));
  CHECK_THAT(run.err, ContainsSubstring("[1/1] " + kWork + ": about ") && ContainsSubstring("2 repetitions"));
  REQUIRE(run(what + "--repetitions 1 --json") == 0);
  const Json json = Json::parse(run.out);
  CHECK(json.at("schema") == "rederive.versus/1");
  CHECK(json.at("digits") == "synthetic");
  CHECK_FALSE(json.at("interrupted").get<bool>());
  CHECK(json.at("works").at(0).at("ours").at("seconds").size() == 1);
  const Json& peer = json.at("works").at(0).at("peers").at(0);
  CHECK(peer.at("library") == "numpy");
  CHECK(peer.at("seconds") == Json{0.25});
}

TEST_CASE("the program: a slow setting is not repeated as often as the others") {
  Program run;
  // Its part of an epoch says 5 s with all threads and .1 s with one.
  run.peer("numpy", R"(say('{"seconds": %s}' % (.1 if os.environ.get('OPENBLAS_NUM_THREADS') == '1' else 5)))");
  REQUIRE(run(kWork + " --with numpy --repetitions 6 --json" + run.peers()) == 0);
  const Json json = Json::parse(run.out);
  std::map<std::string, std::size_t> counts;
  for (const Json& peer : json.at("works").at(0).at("peers")) counts[peer.at("setting")] = peer.at("seconds").size();
  if (counts.size() == 1) return;  // one core has one setting
  CHECK(counts["default"] == 1);
  CHECK(counts["1 thread"] == 6);
  CHECK_THAT(run.err, ContainsSubstring("6 repetitions; 1 of numpy, default"));
}

TEST_CASE("the program: a peer that dies or talks rubbish is named; the others go on") {
  Program run;
  run.peer("numpy", "sys.exit(3) if n == 3 else " + kGood);
  run.peer("sklearn", kGood);
  CHECK(run(kWork + " --with numpy,sklearn" + run.peers()) == 1);
  CHECK_THAT(run.err, ContainsSubstring("note: left out from here on: numpy, default in " + kWork) &&
                          ContainsSubstring("numpy_peer.py ended without an answer\n"));
  CHECK(run.out.find("numpy    default                 ") == std::string::npos);
  CHECK_THAT(run.out, ContainsSubstring("sklearn  default "));

  run.peer("numpy", "say('rubbish')");
  CHECK(run(kWork + " --with numpy" + run.peers()) == 1);
  CHECK_THAT(run.err, ContainsSubstring("answered 'rubbish', which is no JSON object\n"));
  CHECK(run.out.find("rbm/") == std::string::npos);

  put(run.folder / "numpy_peer.py", Bytes{'?', '\n'});
  CHECK(run(kWork + " --with numpy" + run.peers()) == 3);
  CHECK_THAT(run.err, ContainsSubstring("note: numpy left out: ") && ContainsSubstring("no peer is here"));
}

TEST_CASE("the program: Control-C prints what is finished and ends with 130") {
  Program run;
  // With one repetition the third request for the second work is its first whole epoch, the sixth of all.
  run.peer("numpy", "os.kill(os.getppid(), signal.SIGINT) or time.sleep(600) if n == 5 else " + kGood);
  const std::string works = "rbm/hidden=100,k=1,batch=10 rbm/hidden=500,k=1,batch=10 --with numpy --repetitions 1";
  for (const bool json : {false, true}) {
    CHECK(run(works + run.peers() + (json ? "--json" : "")) == 130);
    CHECK_THAT(run.out, ContainsSubstring("rbm/hidden=100,k=1,batch=10"));
    CHECK_THAT(run.err, ContainsSubstring("rederive: interrupted\n"));
    if (json) CHECK(Json::parse(run.out).at("interrupted").get<bool>());
  }
}

TEST_CASE("the program: oneDNN is there exactly where it was built") {
  Program run;
  const OneCore alone;  // where others work, two threads that wait for each other take a minute
  const int code = run(kWork + " --with onednn --data synthetic --repetitions 1");
  if (onednn_version().empty()) {
    CHECK(code == 3);
    CHECK_THAT(run.err, ContainsSubstring("onednn left out: this program was built without it"));
  } else {
    CHECK(code == 0);
    CHECK_THAT(run.out, ContainsSubstring("onednn   default "));
  }
}

TEST_CASE("the libraries do the same work: digits of the last batch come back as well from each") {
  const SharedDigits digits("synthetic");
  const Json request = {{"work", "rbm"}, {"rows", 3000},  {"pixels", digits.rows(1).cols},  {"hidden", 100},
                        {"k", 1},        {"batch", 100},  {"file", digits.file().string()}, {"rate", 0.05},
                        {"sd", 0.01},    {"report", true}};
  const std::string onednn = std::filesystem::path(REDERIVE_BENCH).parent_path() / "rederive-onednn-peer";
  std::vector<std::vector<std::string>> commands = {{onednn}};
  for (const Contestant& who : contestants({"numpy", "torch"}, "")) {
    if (who.setting == "default") commands.push_back(who.commands.front());
  }
  std::vector<double> errors;
  for (const auto& command : commands) {
    Peer peer(command, {{"OMP_NUM_THREADS", "1"}, {"OPENBLAS_NUM_THREADS", "1"}});
    if (!peer.missing().empty()) continue;
    errors.push_back(peer.ask(request).at("reconstruction").get<double>());
    // Generators and shuffles differ, so each is another draw; NumPy and PyTorch were seen 2.7 % apart.
    CHECK_THAT(errors.back(), Catch::Matchers::WithinRel(errors.front(), 0.1));
  }
}

TEST_CASE("the libraries do the same work: networks of as many parameters learn as much in an epoch") {
  const SharedDigits digits("synthetic");
  std::vector<Contestant> peers;
  for (const Contestant& who : contestants({"numpy", "torch"}, "")) {
    if (who.setting == "default") peers.push_back(who);
  }
  for (const Work& work : all_works()) {
    if (work.request.at("work") != "network" || work.on_request) continue;
    Json request = work.request;
    // A few steps of the convolutional network only: it takes a millisecond a digit.
    request["rows"] = request.at("model") == "convnet" ? 256 : 2048;
    request["pixels"] = digits.rows(1).cols;
    request["grey"] = digits.grey_file().string();
    request["labels"] = digits.labels_file().string();
    request["report"] = true;
    const Epoch ours = work.run(digits, request.at("rows").get<Index>(), 1);
    // Shared by threads or not, the epoch has the same bits.
    CHECK(work.run(digits, request.at("rows").get<Index>(), 2).cross_entropy == ours.cross_entropy);
    for (const Contestant& who : peers) {
      if (handicap(who.library, request).left_out) continue;
      INFO(work.name << " by " << who.library);
      Peer peer(who.commands.front(), {{"OMP_NUM_THREADS", "1"}, {"OPENBLAS_NUM_THREADS", "1"}});
      if (!peer.missing().empty()) continue;
      const Json said = peer.ask(request);
      CHECK(said.at("parameters").get<Index>() == ours.parameters);
      // Starts, orders and masks are other draws.
      CHECK_THAT(said.at("cross_entropy").get<double>(), Catch::Matchers::WithinRel(ours.cross_entropy, 0.1));
    }
  }
}

TEST_CASE("the libraries do the same work: our map is no worse than scikit-learn's, with any number of threads") {
  const SharedDigits digits("synthetic");
  const TsneRun ours = run_tsne(digits.rows(2000), {}, 1);
  CHECK(run_tsne(digits.rows(2000), {}, 2).divergence == ours.divergence);
  CHECK(ours.divergence > 0.1);
  for (const Contestant& who : contestants({"sklearn"}, "")) {
    if (who.setting != "default") continue;
    Peer peer(who.commands.front(), {{"OMP_NUM_THREADS", "1"}, {"OPENBLAS_NUM_THREADS", "1"}});
    if (!peer.missing().empty()) continue;
    Json request = all_works().back().request;
    request["rows"] = 2000;
    request["pixels"] = digits.rows(1).cols;
    request["file"] = digits.file().string();
    request["report"] = true;
    const double theirs = peer.ask(request).at("divergence").get<double>();
    CHECK(ours.divergence < 1.03 * theirs);
    CHECK(ours.divergence > 0.8 * theirs);
  }
}

TEST_CASE("the program: what several threads share is timed on one and on all") {
  Program run;
  run.peer("torch", kGood);
  REQUIRE(run("classifier/softmax --with torch --repetitions 1 --json" + run.peers()) == 0);
  const Json work = Json::parse(run.out).at("works").at(0);
  CHECK(work.at("ours").at("seconds").size() == 1);
  std::map<std::string, std::string> others;
  for (const Json& peer : work.at("peers")) others[peer.at("library")] = peer.at("setting");
  CHECK(others.count("torch") == 1);
  const unsigned cores = std::thread::hardware_concurrency();
  if (cores > 1) CHECK(others["rederive"] == fmt::format("{} threads", cores));
  CHECK(run("--list") == 0);
  CHECK_THAT(run.out, ContainsSubstring("convnet/mnist,rows=6400\n") && !ContainsSubstring("convnet/mnist\n"));
  CHECK(run("--list convnet/mnist") == 0);
  CHECK(run.out == "convnet/mnist\n");
}
