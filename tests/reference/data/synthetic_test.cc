#include "reference/data/synthetic.h"

#include <array>

#include "reference/core/error.h"
#include "reference/core/sha256.h"
#include "reference/data/contact_sheet.h"
#include "reference/data/digit_strokes.h"
#include "tests/catch.h"

using namespace rederive;

TEST_CASE("the synthetic digits have the same bits on every machine") {
  // Known answers of this project's own: whoever changes how digits are drawn changes the identity of every result.
  CHECK(synthetic_digits({.seed = 1, .train = 200, .test = 100}, 1).digest ==
        "939ce21b489a7cd5f890cda170560b66045b22e5adeee29b471d1b33d3cc94b1");
  CHECK(synthetic_digits({}, 2).digest == "3a693862f48ea0ae3af66b4c8257eae6c8b7ad88c3a8f56d0afde3da6e98c482");
}

TEST_CASE("a digit depends on seed, part and index alone") {
  const SyntheticOptions options{.seed = 3, .train = 700, .test = 20};
  const Dataset one = synthetic_digits(options, 1);
  for (const int threads : {2, 3, 8}) CHECK(synthetic_digits(options, threads).digest == one.digest);

  std::vector<std::uint8_t> alone(784);
  for (const Index i : {0, 1, 249, 250, 699}) {
    draw_synthetic(3, SyntheticPart::kTrain, i, alone);
    CHECK(std::equal(alone.begin(), alone.end(), one.train.image(i).begin()));
    CHECK(synthetic_label(3, SyntheticPart::kTrain, i) == one.train.labels[static_cast<std::size_t>(i)]);
  }
  const Dataset shorter = synthetic_digits({.seed = 3, .train = 33, .test = 20}, 1);
  CHECK(std::equal(shorter.train.pixels.begin(), shorter.train.pixels.end(), one.train.pixels.begin()));
  CHECK(shorter.test.pixels == one.test.pixels);

  // The checks could fail: other seeds and the other part are other digits.
  CHECK(synthetic_digits({.seed = 4, .train = 700, .test = 20}, 1).digest != one.digest);
  CHECK_FALSE(std::equal(one.test.pixels.begin(), one.test.pixels.end(), one.train.pixels.begin()));
}

TEST_CASE("every ten labels hold every class, in changing order") {
  const Dataset data = synthetic_digits({.train = 200, .test = 10}, 1);
  int sorted = 0;
  for (auto ten = data.train.labels.begin(); ten != data.train.labels.end(); ten += 10) {
    std::array<int, 10> seen{};
    for (auto label = ten; label != ten + 10; ++label) ++seen.at(*label);
    CHECK(seen == std::array<int, 10>{1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    sorted += std::is_sorted(ten, ten + 10) ? 1 : 0;
  }
  CHECK(sorted == 0);
}

TEST_CASE("the ink is like MNIST's: about 13 % ones, empty edges") {
  const Dataset data = synthetic_digits({.train = 2000, .test = 10}, 2);
  double ones = 0;
  double grey = 0;
  double edge = 0;
  for (Index i = 0; i < data.train.count; ++i) {
    const auto image = data.train.image(i);
    for (std::size_t p = 0; p < image.size(); ++p) {
      ones += image[p] > 127 ? 1 : 0;
      grey += image[p] / 255.0;
      const bool outside = p < 28 || p >= 756 || p % 28 == 0 || p % 28 == 27;
      edge += outside && image[p] > 127 ? 1 : 0;
    }
  }
  const double pixels = 2000.0 * 784;
  // MNIST: .1323 and .1307. The seed is fixed; the bands are what is meant by "like".
  CHECK(ones / pixels == Approx(.1323).margin(.01));
  CHECK(grey / pixels == Approx(.1307).margin(.01));
  CHECK(edge / pixels < .0005);
}

TEST_CASE("the classes can be told apart, and not too easily") {
  // The nearest class mean: about 80 % on MNIST. Chance is 10 %. Fixed seed; the band is wide on purpose.
  const Dataset data = synthetic_digits({.train = 4000, .test = 1000}, 2);
  std::array<std::array<double, 784>, 10> mean{};
  for (Index i = 0; i < data.train.count; ++i) {
    const auto image = data.train.image(i);
    for (std::size_t p = 0; p < 784; ++p)
      mean.at(data.train.labels[static_cast<std::size_t>(i)]).at(p) += image[p] / 400.0;
  }
  int right = 0;
  for (Index i = 0; i < data.test.count; ++i) {
    const auto image = data.test.image(i);
    std::array<double, 10> distance{};
    for (std::size_t c = 0; c < 10; ++c) {
      for (std::size_t p = 0; p < 784; ++p) distance.at(c) += (image[p] - mean[c][p]) * (image[p] - mean[c][p]);
    }
    const auto nearest = std::min_element(distance.begin(), distance.end()) - distance.begin();
    right += nearest == data.test.labels[static_cast<std::size_t>(i)] ? 1 : 0;
  }
  CHECK(right > 700);
  CHECK(right < 950);
}

TEST_CASE("there are several ways to write each digit") {
  for (int digit = 0; digit < 10; ++digit) {
    CHECK(skeletons_of(digit).size() >= 3);
    for (const Skeleton& skeleton : skeletons_of(digit)) {
      for (const PenStroke& stroke : skeleton) CHECK(stroke.size() >= 2);
    }
  }
}

TEST_CASE("impossible numbers of digits are refused") {
  CHECK_THROWS_AS(synthetic_digits({.train = 0}, 1), UsageError);
  CHECK_THROWS_AS(synthetic_digits({.test = -1}, 1), UsageError);
  CHECK_THROWS_AS(synthetic_digits({.train = 10'000'001}, 1), UsageError);
}

TEST_CASE("a contact sheet shows a class a row, and goes on in its second row") {
  const Dataset data = synthetic_digits({.train = 30, .test = 10}, 1);
  const Image page = contact_sheet(data.train, 20, 2);
  CHECK(page.height == 20 * 29 - 1);
  CHECK(page.width == 2 * 29 - 1);
  const auto shows = [&](Index row, Index col, Index image) {
    for (Index y = 0; y < 28; ++y) {
      for (Index x = 0; x < 28; ++x) {
        const std::uint8_t expected =
            image < 0 ? 0 : data.train.image(image)[static_cast<std::size_t>(y) * 28 + static_cast<std::size_t>(x)];
        if (page(row * 29 + y, col * 29 + x) != expected) return false;
      }
    }
    return true;
  };
  for (Index digit = 0; digit < 10; ++digit) {
    std::vector<Index> of_class;
    for (Index i = 0; i < 30; ++i) {
      if (data.train.labels[static_cast<std::size_t>(i)] == digit) of_class.push_back(i);
    }
    REQUIRE(of_class.size() == 3);
    CHECK(shows(digit, 0, of_class[0]));
    CHECK(shows(digit, 1, of_class[1]));
    CHECK(shows(digit + 10, 0, of_class[2]));
    CHECK(shows(digit + 10, 1, -1));
  }
  CHECK(page(28, 0) == 64);
  CHECK_THROWS_AS(contact_sheet(data.train, 0, 5), UsageError);
}
