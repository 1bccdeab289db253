// A divergence that is planted must be seen, and named by its place, its step and its part.
#include "experiments/harness/verify_bits.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

#include "experiments/harness/registered.h"
#include "reference/core/error.h"
#include "reference/kernels/targets.h"
#include "tests/catch.h"
#include "tests/files.h"

using namespace rederive;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace {

// What is wrong with the toys at the moment.
enum class Fault { none, on_other_targets, in_other_threads, shared_scratch, throws };
std::atomic<Fault> fault{Fault::none};
const std::thread::id main_thread = std::this_thread::get_id();

bool disturbed() {
  switch (fault.load()) {
    case Fault::on_other_targets:
      return chosen_target() != supported_targets().front();
    case Fault::in_other_threads:
      return std::this_thread::get_id() != main_thread;
    case Fault::throws:
      throw Error("it went wrong");
    default:
      return false;
  }
}

struct Doubling {
  ConstMatrixView x;
  MatrixView y;
  MatrixView z;
};

void plain(const Doubling& p) {
  for (Index j = 0; j < p.x.cols; ++j) {
    p.y(0, j) = 2 * p.x(0, j);
    p.z(0, j) = -p.x(0, j);
  }
}

// As a kernel with a static buffer would: fine as long as nobody else runs. (Atomic, so that only the bits are at
// fault.) The rest in the middle makes a run as long as a real one: without it a loaded machine with a sanitizer went a
// minute without two that met.
void through_scratch(const Doubling& p) {
  static std::array<std::atomic<float>, 8> scratch;
  for (Index j = 0; j < p.x.cols; ++j) scratch[static_cast<std::size_t>(j)] = p.x(0, j);
  std::this_thread::sleep_for(std::chrono::microseconds(100));
  for (Index j = 0; j < p.x.cols; ++j) {
    p.y(0, j) = 2 * scratch[static_cast<std::size_t>(j)];
  }
}

// One unit in the last place, in the last element of the second output.
void simd(const Doubling& p) {
  plain(p);
  if (fault == Fault::shared_scratch) through_scratch(p);
  float& last = p.z(0, p.x.cols - 1);
  if (disturbed() && p.x.cols > 1) last = std::nextafter(last, 2.0F);
}

void rival(const Doubling& p) {
  plain(p);
  p.y(0, 0) += 1;
}

Kernel<Doubling> doubling() {
  return {.name = "test_doubling",
          .formula = "y = 2 x, z = -x",
          .axes = {"cols"},
          .cost = [](const Shape&) { return Cost{}; },
          .check = {{1}, {5}},
          .bench = {},
          .make =
              [](const Shape& s, Memory& memory) {
                return Doubling{memory.input("x" + std::to_string(s[0]), 1, s[0], &Memory::uniform),
                                memory.output("y", 1, s[0]), memory.output("z", 1, s[0])};
              },
          .oracle =
              [](const Doubling&) {
                return std::vector<Expected>{{"y", {}, {}}, {"z", {}, {}}};
              },
          .bound = [](const Shape&, const Expected&, std::size_t, double) { return 0.0; },
          .results = [](const Doubling& p) -> std::vector<std::vector<double>> {
            return {values(p.y), values(p.z)};
          },
          .properties = {},
          .variants = {{"plain", plain, true}, {"rival", rival}, {"simd", simd, true}}};
}

struct Params {
  int part = 1;
  std::string shape = "round";
};
struct Row {
  int epoch = 0;
  double loss = 0;
  std::string word;
};

// Cells that ran in the main thread while others may disturb them wait for one that does.
std::atomic<int> ran_elsewhere{0};

void run(const Params& p, Recorder<Row>& out) {
  const bool main = std::this_thread::get_id() == main_thread;
  std::vector<float> weights = {1, 2, 3};
  for (const int epoch : out.epochs(3)) {
    if (epoch == 2 && p.part == 2 && fault == Fault::on_other_targets && disturbed()) weights[1] = 2.5F;
    if (epoch == 3 && fault == Fault::in_other_threads && disturbed()) weights[1] = 2.5F;
    if (epoch == 1 && fault == Fault::throws) disturbed();
    out.trace("bias", std::span<const float>(weights).first(1));
    out.trace("weights", std::span<const float>(weights));
    out.record({.epoch = epoch, .loss = static_cast<double>(weights[1]) / epoch, .word = p.shape});
  }
  out.picture("dot", Image::black(1, 1));
  if (!main) ++ran_elsewhere;
}

const detail::Erased<Params, Row>& toy() {
  static const detail::Erased<Params, Row> experiment(
      {.title = "A toy",
       .source = "the tests",
       .data = Needs::nothing,
       .params = {{"part", &Params::part, "which", at_least(1)}},
       .arms = {{"parts", {over(&Params::part, {1, 2})}}},
       .columns = {{"epoch", &Row::epoch, ""}, {"loss", &Row::loss, ""}},
       .run = run},
      "test/toy");
  return experiment;
}

VerifyReport verify(Fault planted, const VerifyPlan& plan, std::vector<int> threads) {
  fault = planted;
  VerifyReport report = verify_bits(plan, {.targets = supported_targets(), .threads = std::move(threads)});
  fault = Fault::none;
  return report;
}

bool many_targets() { return supported_targets().size() > 1; }

}  // namespace

TEST_CASE("verify-bits: what is the same is found the same, rivals are not asked") {
  const RegisteredKernel kernel{doubling()};
  VerifyPlan plan = verify_plan({"test_doubling"});
  plan.experiments = {&toy()};
  const std::string before = chosen_target();
  const VerifyReport report = verify(Fault::none, plan, {1, 3});
  CHECK(report.book.divergences().empty());
  CHECK(report.failures.empty());
  // Two outputs of two rows; of two cells three epochs with two tensors and two columns, a picture and the length.
  CHECK(report.book.size() == 2 * 2 + 2 * (3 * 4 + 2));
  // Each thread computes each output of two variants, one of several in each of three rounds.
  const std::size_t targets = supported_targets().size();
  CHECK(report.book.compared() == targets * (4 * 2 * (1 + 3 * 3) + 2 * 28) - report.book.size());
  CHECK(chosen_target() == before);
}

TEST_CASE("verify-bits: a kernel that depends on the target is named with row and output") {
  if (!many_targets()) return;
  const RegisteredKernel kernel{doubling()};
  const VerifyReport report = verify(Fault::on_other_targets, verify_plan({"test_doubling"}), {1});
  REQUIRE(report.book.divergences().size() == 1);  // once a row, however many targets
  const Divergence& d = report.book.divergences().front();
  const std::vector<std::string> targets = supported_targets();
  CHECK(d.item == "test_doubling/cols=5");
  CHECK(d.part == "z");
  CHECK(d.first == "plain on " + targets[0] + ", 1 thread");
  CHECK(d.second == "simd on " + targets[1] + ", 1 thread");
  CHECK(d.first_digest != d.second_digest);
  CHECK(d.repeat ==
        "rederive verify-bits test_doubling/cols=5 --targets " + targets[0] + "," + targets[1] + " --threads 1");
}

TEST_CASE("verify-bits: a kernel that depends on the thread is named") {
  const RegisteredKernel kernel{doubling()};
  const VerifyReport report = verify(Fault::in_other_threads, verify_plan({"test_doubling"}), {1, 2});
  REQUIRE(report.book.divergences().size() == 1);
  const Divergence& d = report.book.divergences().front();
  CHECK(d.item == "test_doubling/cols=5");
  CHECK(d.second == "simd on " + supported_targets()[0] + ", 2 threads");
  CHECK(d.repeat == "rederive verify-bits test_doubling --targets " + supported_targets()[0] + " --threads 1,2");
}

TEST_CASE("verify-bits: scratch memory that threads share is found") {
  const RegisteredKernel kernel{doubling()};
  const VerifyPlan plan = verify_plan({"test_doubling"});
  CHECK(verify(Fault::shared_scratch, plan, {1}).book.divergences().empty());
  // Whether two runs meet is the scheduler's choice: again until they have.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  VerifyReport report;
  while (report.book.divergences().empty() && std::chrono::steady_clock::now() < deadline) {
    report = verify(Fault::shared_scratch, plan, {1, 2, 3});
  }
  REQUIRE_FALSE(report.book.divergences().empty());
  CHECK(report.book.divergences().front().part == "y");
}

TEST_CASE("verify-bits: an experiment that depends on the target is named with setting, epoch and tensor") {
  if (!many_targets()) return;
  VerifyPlan plan;
  plan.experiments = {&toy()};
  const VerifyReport report = verify(Fault::on_other_targets, plan, {1});
  REQUIRE(report.book.divergences().size() == 1);
  const Divergence& d = report.book.divergences().front();
  CHECK(d.item == "test/toy part=2 seed 1");
  CHECK(d.part == "epoch 2: weights");  // not the bias before it, not the row after it
  CHECK_THAT(d.repeat, StartsWith("rederive verify-bits test/toy --targets "));
}

TEST_CASE("verify-bits: an experiment that depends on the thread is named") {
  VerifyPlan plan;
  plan.experiments = std::vector<const AnyExperiment*>(50, &toy());
  ran_elsewhere = 0;
  VerifyReport report;
  // Which thread runs a cell is the scheduler's choice: again until another one has had any.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (ran_elsewhere == 0 && std::chrono::steady_clock::now() < deadline) {
    report = verify(Fault::in_other_threads, plan, {1, 3});
  }
  REQUIRE_FALSE(report.book.divergences().empty());
  CHECK(report.book.divergences().front().part == "epoch 3: weights");
  CHECK_THAT(report.book.divergences().front().repeat, EndsWith(" --threads 1,3"));
}

TEST_CASE("verify-bits: what throws is a failure with its place") {
  const RegisteredKernel kernel{doubling()};
  VerifyPlan plan = verify_plan({"test_doubling/*"});
  plan.experiments = {&toy()};
  const VerifyReport report = verify(Fault::throws, plan, {1});
  REQUIRE(report.failures.size() == 3 * supported_targets().size());  // the kernel and two cells
  CHECK_THAT(report.failures[0], StartsWith("test_doubling (simd on ") && EndsWith("it went wrong"));
  CHECK_THAT(report.failures[1], StartsWith("test/toy part=1 seed 1 ("));
}

TEST_CASE("verify-bits: patterns, targets and threads") {
  const RegisteredKernel kernel{doubling()};
  CHECK(verify_plan({"test_doubling"}).rows() == 2);
  CHECK(verify_plan({"test_doubling/cols=5"}).rows() == 1);
  CHECK(verify_plan({"harness/toy"}).rows() == 0);
  CHECK(verify_plan({"harness/toy"}).experiments.size() == 1);
  CHECK(verify_plan({}).rows() > 50);
  CHECK_THROWS_WITH(verify_plan({"gemm", "nosuch"}), ContainsSubstring("'nosuch'") && ContainsSubstring("harness/toy"));
  CHECK(parse_targets("all") == supported_targets());
  CHECK(parse_targets(supported_targets().back()).size() == 1);
  for (const char* list : {"", "SSE9", "all,AVX2"}) CHECK_THROWS_AS(parse_targets(list), UsageError);
  const std::string first = supported_targets().front();
  CHECK_THROWS_WITH(parse_targets(first + "," + first), ContainsSubstring("twice"));
  CHECK(parse_threads("1,2,64") == std::vector<int>{1, 2, 64});
  for (const char* list : {"", "0", "-1", "65", "1,", "x", "1.5", "2,2"}) {
    INFO(list);
    CHECK_THROWS_AS(parse_threads(list), UsageError);
  }
}

TEST_CASE("verify-bits: digests of another machine") {
  const Place here{.target = "AVX2"};
  const auto digests = [&](const std::string& second) {
    DigestBook book;
    book.add("item", "a", "1", here, "item");
    book.add("item", "b", second, here, "item");
    book.add("it's", "c", "3", here, "it's");
    return book;
  };
  const Json there = digests("2").json();
  DigestBook same = digests("2");
  same.add("new", "d", "4", here, "new");
  const DigestBook::Against against = same.compare(there, "FILE");
  CHECK(against.compared == 3);
  CHECK(against.only_here == 1);
  CHECK(against.only_there == 0);
  CHECK(same.divergences().empty());

  DigestBook other = digests("5");
  other.compare(there, "a file");
  REQUIRE(other.divergences().size() == 1);
  CHECK(other.divergences()[0].part == "b");
  CHECK(other.divergences()[0].second == "a file");
  CHECK(other.divergences()[0].repeat == "rederive verify-bits item --targets AVX2 --threads 1 --against 'a file'");

  CHECK_THROWS(digests("2").compare(Json("x"), "FILE"));
  CHECK_THROWS(digests("2").compare(Json::parse(R"([{"item": "item"}])"), "FILE"));
}
