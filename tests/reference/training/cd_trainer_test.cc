// The trainer is a loop: each of its options against the loop written out.
#include "reference/training/cd_trainer.h"

#include <algorithm>

#include "reference/data/minibatches.h"
#include "tests/catch.h"
#include "tests/reference/models/machines.h"

using namespace rederive;

namespace {

const Stream kShuffle(81, "shuffle");
const Stream kGibbs(81, "gibbs");

double largest_difference(const Rbm& x, const Rbm& y) {
  const oracle::Rbm a = exact(x);
  const oracle::Rbm b = exact(y);
  double worst = 0;
  const auto compare = [&](const std::vector<double>& p, const std::vector<double>& q) {
    REQUIRE(p.size() == q.size());
    for (std::size_t i = 0; i < p.size(); ++i) worst = std::max(worst, std::abs(p[i] - q[i]));
  };
  compare(a.weights, b.weights);
  compare(a.visible_bias, b.visible_bias);
  compare(a.hidden_bias, b.hidden_bias);
  return worst;
}

}  // namespace

TEST_CASE("an epoch of CD is an update for each batch, with words of its own") {
  const Matrix v = coins(25, 12, 81);
  Rbm trained = small_machine(12, 7, 0.3, 81);
  Rbm by_hand = trained;
  CdTrainer trainer({.k = 2, .batch = 10, .rate = 0.1});
  trainer.epoch(trained, v, kShuffle, kGibbs);
  ContrastiveDivergence cd;
  std::uint32_t update = 0;
  Matrix batch;
  for (const RowIndices rows : minibatches(25, 10, kShuffle)) {
    gather_rows(v, rows, batch);
    by_hand += 0.1 * cd(by_hand, batch, 2, kGibbs.substream(update++));
  }
  CHECK(update == 3);
  CHECK(largest_difference(trained, by_hand) == 0);
}

TEST_CASE("persistent chains start at the first batch and live through the epochs") {
  const Matrix v = coins(25, 12, 82);
  const Stream second(82, "gibbs");
  Rbm trained = small_machine(12, 7, 0.3, 82);
  Rbm by_hand = trained;
  CdTrainer trainer({.k = 3, .batch = 10, .rate = 0.1, .persistent = true});
  trainer.epoch(trained, v, kShuffle, kGibbs);
  trainer.epoch(trained, v, kShuffle.substream(1), second);
  std::optional<PersistentDivergence> pcd;
  Matrix batch;
  for (const Stream& shuffle : {kShuffle, kShuffle.substream(1)}) {
    for (const RowIndices rows : minibatches(25, 10, shuffle)) {
      gather_rows(v, rows, batch);
      if (!pcd) pcd.emplace(batch, kGibbs);
      by_hand += 0.1 * (*pcd)(by_hand, batch, 3);
    }
  }
  CHECK(largest_difference(trained, by_hand) == 0);
}

TEST_CASE("decay shrinks the weights by the same factor at every update, and no bias") {
  // Without any ones and with biases that no unit survives, the gradient of W is 0: W_n = (1 - rate decay)^n W_0.
  const Matrix nothing(20, 12);
  Rbm rbm = small_machine(12, 7, 0.3, 83);
  for (float& b : rbm.visible_bias()) b = -200;
  const Rbm before = rbm;
  CdTrainer trainer({.k = 1, .batch = 5, .rate = 0.5, .decay = 0.25});
  trainer.epoch(rbm, nothing, kShuffle, kGibbs);
  for (Index i = 0; i < 12; ++i) {
    for (Index j = 0; j < 7; ++j) {
      // .875^4 = 2401/4096; three roundings.
      CHECK(rbm.weights()(i, j) == Approx(before.weights()(i, j) * 2401 / 4096).epsilon(4e-7));
    }
  }
  CHECK(std::equal(rbm.visible_bias().begin(), rbm.visible_bias().end(), before.visible_bias().begin()));
  CHECK(std::equal(rbm.hidden_bias().begin(), rbm.hidden_bias().end(), before.hidden_bias().begin()));
}

TEST_CASE("an update with decay is one without it and the shrinkage of what was there") {
  const Matrix v = coins(10, 12, 84);
  const Rbm before = small_machine(12, 7, 0.3, 84);
  Rbm plain = before;
  Rbm decayed = before;
  CdTrainer({.k = 1, .batch = 10, .rate = 0.1}).epoch(plain, v, kShuffle, kGibbs);
  CdTrainer({.k = 1, .batch = 10, .rate = 0.1, .decay = 0.5}).epoch(decayed, v, kShuffle, kGibbs);
  for (Index i = 0; i < 12; ++i) {
    for (Index j = 0; j < 7; ++j) {
      const double expected = static_cast<double>(plain.weights()(i, j)) - 0.05 * before.weights()(i, j);
      CHECK(decayed.weights()(i, j) == Approx(expected).margin(3e-7));  // |W| < 1.2, a few roundings
    }
  }
  CHECK(std::equal(plain.visible_bias().begin(), plain.visible_bias().end(), decayed.visible_bias().begin()));
}
