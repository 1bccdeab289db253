// Every check of a claim on samples that speak for it, against it, and for nothing.
#include "experiments/harness/claim_tests.h"

#include "reference/core/error.h"
#include "reference/core/random.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

struct Params {
  int k = 1;
};
struct Row {
  int epoch = 0;
  double loss = 0;
};

// loss = level(k) + 0.1 noise, ten seeds.
template <class Level>
Samples<Params, Row> samples(const Level& level, const std::vector<int>& sweep = {1, 5, 10, 20}) {
  Samples<Params, Row> all;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    for (const int k : sweep) {
      Draws noise(Stream(seed, "noise", {static_cast<std::uint64_t>(k)}));
      Sample<Params, Row> sample{.arms = {"steps"}, .params = {k}, .seed = seed};
      for (int epoch = 1; epoch <= 3; ++epoch) sample.rows.push_back({epoch, level(k) - epoch + 0.1 * noise.normal()});
      all.push_back(sample);
    }
  }
  return all;
}

const auto kRises = samples([](int k) { return 10.0 + k; });
const auto kFalls = samples([](int k) { return 10.0 - k; });
const auto kFlat = samples([](int) { return 10.0; });

Finding judge(const Test<Params, Row>& test, const Samples<Params, Row>& on) { return test(on); }

void speaks_for(const Finding& finding) {
  CHECK(finding.p_for.value() < 0.002);
  CHECK(finding.p_against.value() > 0.9);
}
void speaks_against(const Finding& finding) {
  CHECK(finding.p_for.value() > 0.9);
  CHECK(finding.p_against.value() < 0.006);
}
void says_nothing(const Finding& finding) {
  CHECK(finding.p_for.value() > 0.02);
  CHECK(finding.p_against.value() > 0.02);
}

}  // namespace

TEST_CASE("trend_up") {
  const auto test = trend_up(at_epoch(2, &Row::loss), &Params::k, in("steps"), "nats");
  speaks_for(judge(test, kRises));
  speaks_against(judge(test, kFalls));
  says_nothing(judge(test, kFlat));
}

TEST_CASE("lowest and highest") {
  speaks_for(judge(lowest(at_last(&Row::loss), &Params::k, 1, in("steps"), "nats"), kRises));
  speaks_for(judge(highest(at_last(&Row::loss), &Params::k, 20, in("steps"), "nats"), kRises));
  speaks_against(judge(lowest(at_last(&Row::loss), &Params::k, 1, in("steps"), "nats"), kFalls));
  // In the middle: not the lowest (k = 1 is below), and that is significant.
  CHECK(judge(lowest(at_last(&Row::loss), &Params::k, 5, in("steps"), "nats"), kRises).p_against.value() < 0.006);
  says_nothing(judge(lowest(at_last(&Row::loss), &Params::k, 5, in("steps"), "nats"), kFlat));
}

TEST_CASE("lower, seed by seed") {
  const auto test = lower(at_last(&Row::loss), when(&Params::k, 5), when(&Params::k, 10), "it", "nats");
  speaks_for(judge(test, kRises));
  speaks_against(judge(test, kFalls));
  says_nothing(judge(test, kFlat));
}

TEST_CASE("comparable within a margin") {
  const auto test = comparable(at_last(&Row::loss), when(&Params::k, 5), when(&Params::k, 10), 0.1, "it", "nats");
  CHECK(judge(test, kFlat).p_for.value() < 0.002);
  CHECK(judge(test, kRises).p_against.value() < 0.002);
  CHECK(judge(test, kFalls).p_against.value() < 0.002);
}

TEST_CASE("positive, and a difference of measures") {
  const auto falls = positive(at_epoch(1, &Row::loss) - at_last(&Row::loss), when(&Params::k, 1), "falls by", "nats");
  speaks_for(judge(falls, kFlat));
  const auto rises = positive(at_last(&Row::loss) - at_epoch(1, &Row::loss), when(&Params::k, 1), "rises by", "nats");
  speaks_against(judge(rises, kFlat));
}

TEST_CASE("a printed number against a prediction interval") {
  CHECK(judge(predicted(at_last(&Row::loss), when(&Params::k, 1), 7.0, 0.05, "nats"), kFlat).decided ==
        Verdict::reproduced);
  CHECK(judge(predicted(at_last(&Row::loss), when(&Params::k, 1), 8.0, 0.05, "nats"), kFlat).decided ==
        Verdict::not_reproduced);
  CHECK(judge(predicted(epoch_of_minimum(&Row::loss), in("steps"), 3, 0.5, "epochs"), kFlat).decided ==
        Verdict::reproduced);
}

TEST_CASE("all_of takes the weakest part for, and any reversed part against") {
  const auto up = lower(at_last(&Row::loss), when(&Params::k, 5), when(&Params::k, 10), "a", "nats");
  const auto down = lower(at_last(&Row::loss), when(&Params::k, 10), when(&Params::k, 5), "b", "nats");
  const Finding both_ways = judge(all_of(up, down), kRises);
  CHECK(both_ways.p_for.value() > 0.9);
  CHECK(both_ways.p_against.value() < 0.006);
}

TEST_CASE("exceeds, of two measures") {
  const auto half_of_first = 0.5 * at_epoch(1, &Row::loss);
  const auto k1 = when(&Params::k, 1);
  speaks_for(judge(exceeds(at_last(&Row::loss), k1, half_of_first, k1, "half of the first", "nats"), kFlat));
  speaks_against(judge(exceeds(half_of_first, k1, at_last(&Row::loss), k1, "half of the first", "nats"), kFlat));
}

TEST_CASE("lies_between") {
  const auto test = lies_between(at_last(&Row::loss), when(&Params::k, 1), 6.5, 7.5, "loss", "nats");
  speaks_for(judge(test, kFlat));
  speaks_against(judge(test, kRises));  // 8
  speaks_against(judge(test, kFalls));  // 6
}

TEST_CASE("what stands beside a claim is shown and does not decide it") {
  const auto up = lower(at_last(&Row::loss), when(&Params::k, 5), when(&Params::k, 10), "a", "nats");
  const auto down = lower(at_last(&Row::loss), when(&Params::k, 10), when(&Params::k, 5), "b", "nats");
  const Finding finding = judge(beside(up, "the other way", down), kRises);
  speaks_for(finding);
  CHECK_THAT(finding.evidence, ContainsSubstring(" | the other way: b: "));
  const auto nowhere = lowest(at_last(&Row::loss), &Params::k, 5, in("nowhere"), "nats");
  CHECK(judge(beside(up, "an arm that was not run", nowhere), kRises).evidence == judge(up, kRises).evidence);
}

TEST_CASE("where else a claim would hold is named, and does not decide it") {
  const auto up = lower(at_last(&Row::loss), when(&Params::k, 5), when(&Params::k, 10), "a", "nats");
  const auto down = lower(at_last(&Row::loss), when(&Params::k, 10), when(&Params::k, 5), "b", "nats");
  const auto nowhere = lower(at_last(&Row::loss), in("nowhere"), in("nowhere"), "c", "nats");
  const auto printed = [](double number) {
    return predicted(at_last(&Row::loss), both(in("steps"), when(&Params::k, 1)), number, 0.05, "nats");
  };
  const Finding finding = judge(elsewhere<Params, Row>(down, {{"place A", down},
                                                              {"place B", up},
                                                              {"place C", nowhere},
                                                              {"place D", printed(8)},
                                                              {"place E", printed(10)}}),
                                kRises);
  speaks_against(finding);
  CHECK_THAT(finding.evidence, ContainsSubstring(" | holds with: place B (a: "));
  CHECK_THAT(finding.evidence, ContainsSubstring("; place D (printed 8"));
  CHECK_THAT(finding.evidence, ContainsSubstring(" | not shown with: place A (p=1.0000), place E (p=1.0000)"));
  CHECK_THAT(finding.evidence, !ContainsSubstring("place C"));
  CHECK(judge(elsewhere<Params, Row>(up, {{"place C", nowhere}}), kRises).evidence == judge(up, kRises).evidence);
}

TEST_CASE("a place where several parts hold is shown by the weakest of them") {
  const Finding main{.evidence = "main", .p_for = 1.0, .p_against = 0.0};
  const Finding clearly{.evidence = "clearly", .p_for = 0.001, .p_against = 1.0};
  const Finding barely{.evidence = "barely", .p_for = 0.02, .p_against = 1.0};
  for (const Finding& parts :
       {all_hold({clearly, barely}), all_hold({barely, clearly}), all_hold({all_hold({barely, clearly}), clearly})}) {
    CHECK(sought(main, {{"there", parts}}).evidence == "main | holds with: there (barely)");
  }
}

TEST_CASE("of parts that decide themselves all must hold, and the first that does not decides") {
  const Finding holds = decided(Verdict::reproduced, "holds");
  const Finding too = decided(Verdict::reproduced, "too");
  const Finding fails = decided(Verdict::not_reproduced, "fails");
  const Finding tested{.evidence = "tested", .p_for = 0.02, .p_against = 0.9};
  CHECK(all_hold({holds, too}).decided == Verdict::reproduced);
  CHECK(all_hold({holds, too}).evidence == "holds; too");
  CHECK(all_hold({holds, fails}).decided == Verdict::not_reproduced);
  CHECK(all_hold({holds, fails}).evidence == "fails");
  CHECK(all_hold({tested, fails}).decided == Verdict::not_reproduced);
  CHECK(!all_hold({holds, tested}).decided);
  CHECK(all_hold({holds, tested}).p_for == 0.02);
  // One that decides nothing leaves it open, unless another fails.
  const Finding open = decided(Verdict::inconclusive, "open");
  CHECK(all_hold({holds, tested, open}).decided == Verdict::inconclusive);
  CHECK(all_hold({tested, open, fails, holds}).evidence == "fails");
}

TEST_CASE("many places are looked at with Holm's adjustment") {
  const auto find = [](std::size_t places) {
    std::vector<std::pair<std::string, Finding>> found(places, {"other", {.p_for = 1.0, .p_against = 0.0}});
    found.emplace_back("this", Finding{.evidence = "its evidence", .p_for = 0.02, .p_against = 1.0});
    return sought({.evidence = "main", .p_for = 1.0, .p_against = 0.0}, found).evidence;
  };
  CHECK_THAT(find(1), ContainsSubstring("holds with: this (its evidence)"));
  CHECK_THAT(find(2), ContainsSubstring("this (p=0.0600)"));
}

TEST_CASE("one seed, an absent arm or an epoch that was not reached decide nothing") {
  CHECK(judge(lowest(at_last(&Row::loss), &Params::k, 5, in("nowhere"), "nats"), kFlat).decided ==
        Verdict::inconclusive);
  const Samples<Params, Row> one(kFlat.begin(), kFlat.begin() + 4);
  CHECK(judge(trend_up(at_last(&Row::loss), &Params::k, in("steps"), "nats"), one).decided == Verdict::inconclusive);
  CHECK_THROWS_WITH(judge(trend_up(at_epoch(7, &Row::loss), &Params::k, in("steps"), "nats"), kFlat),
                    "epoch 7 was not reached");
}
