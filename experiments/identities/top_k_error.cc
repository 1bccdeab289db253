// Top-k error: how often the right label is not among the k classes with the highest scores.
//
//   of n samples:              e = (number of samples whose label is not among their k best classes) / n
//   of an image of n labels:   e = (1/n) sum_k min_i d(c_i, C_k),  i = 1..5,  d(c, C) = 0 if c = C, else 1
//
// Of equal scores the class with the lower index comes first; scores are whole numbers here, so that ties happen.
// Source: document 000, section 7; Russakovsky et al., International Journal of Computer Vision 115(3), 2015
#include <numeric>

#include "experiments/checking/float32.h"
#include "experiments/checking/identities.h"
#include "reference/models/classifier.h"

namespace rederive::checking {
namespace {

// Scores of classes for samples, a row each, and the right classes.
struct Scored {
  explicit Scored(const Trial& in)
      : samples(in.size("samples", 4, 12)), classes(in.size("classes", 6, 12)), scores(samples, classes) {
    Draws draws = in.draws("scores");
    for (int i = 0; i < scores.size(); ++i) scores[i] = draws.below(6);
    for (int s = 0; s < samples; ++s) labels.push_back(draws.below(static_cast<std::uint32_t>(classes)));
  }

  int label(int sample) const { return static_cast<int>(labels[static_cast<std::size_t>(sample)]); }

  int samples, classes;
  Matrix64 scores;
  std::vector<std::uint32_t> labels;
};

// The k best classes of one sample, by sorting them all.
std::vector<int> best(const Matrix64& scores, int sample, int k) {
  std::vector<int> order(static_cast<std::size_t>(scores.cols()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return scores(sample, a) > scores(sample, b); });
  order.resize(static_cast<std::size_t>(k));
  return order;
}

// Not among them: k classes have a higher score, or the same and a lower index.
bool missed(const Matrix64& scores, int sample, int label, int k) {
  int ahead = 0;
  for (int c = 0; c < scores.cols(); ++c) {
    const double lead = scores(sample, c) - scores(sample, label);
    if (lead > 0 || (lead == 0 && c < label)) ++ahead;
  }
  return ahead >= k;
}

int count_missed(const Scored& s, int k) {
  int count = 0;
  for (int i = 0; i < s.samples; ++i) count += missed(s.scores, i, s.label(i), k) ? 1 : 0;
  return count;
}

double distance(int guess, int truth) { return guess == truth ? 0 : 1; }

// e of one image as printed; `closest` is the minimum over the guesses, or a mistake in its place.
template <class F>
double image_error(const std::vector<int>& guesses, const std::vector<int>& truths, const F& closest) {
  double total = 0;
  for (const int truth : truths) {
    std::vector<double> distances;
    for (const int guess : guesses) distances.push_back(distance(guess, truth));
    total += closest(distances);
  }
  return total / static_cast<double>(truths.size());
}
double least(const std::vector<double>& distances) { return *std::min_element(distances.begin(), distances.end()); }
double first(const std::vector<double>& distances) { return distances.front(); }

// The mean of e over the samples as images of one label each.
double rate(const Scored& s, int k) {
  double total = 0;
  for (int i = 0; i < s.samples; ++i) total += image_error(best(s.scores, i, k), {s.label(i)}, least);
  return total / s.samples;
}

// The classifier's share of right answers, on scores that pass through it as they are.
Comparison by_classifier(const Trial& in) {
  const Scored s(in);
  Network network(s.classes, {layers::dense(s.classes)});
  network.dense(0).weights().value = to_float32(identity(s.classes));
  const double accuracy = score(network, to_float32(s.scores), s.labels).accuracy;
  return equal(1 - accuracy, static_cast<double>(count_missed(s, 1)) / s.samples, 1);
}

// One image with several labels, five guesses: the labels that none of them names, by set difference.
template <class F>
Comparison error_of_image(const Trial& in, const F& closest) {
  const Scored s(in);
  const int n = in.size("labels of the image", 1, 4);
  const std::vector<int> truths = best(in.uniform("labels", 1, s.classes, 0, 1), 0, n);  // any n of the classes
  const std::vector<int> guesses = best(s.scores, 0, 5);
  std::vector<int> a = truths;
  std::vector<int> b = guesses;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::vector<int> unnamed;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(unnamed));
  return equal(image_error(guesses, truths, closest), static_cast<double>(unnamed.size()) / n, 1);
}

// An image with the labelled object and up to four others, all of which score higher; the rest is not in it.
Comparison error_with_others_ahead(const Trial& in, int k) {
  const int classes = in.size("classes", 8, 14);
  const int others = in.size("other objects in the image", 1, 4);
  Matrix64 scores = in.uniform("scores", 1, classes, 0, 1);
  for (int object = 0; object <= others; ++object) scores[object] = 2 + object;  // the label is object 0
  return equal(0, image_error(best(scores, 0, k), {0}, least), 1);
}

const RegisteredIdentities identities{{
    .title = "Top-k error",
    .source = "000 §7",
    .claims = {{.id = "000.S7.1.definition",
                .printed = {"top-k error = number of samples whose label is not among their k best classes",
                            [](const Trial& in) {
                              const int k = in.size("k", 1, 5);
                              const Scored s(in);
                              return equal(count_missed(s, k), rate(s, k));
                            }},
                .corrected = {"top-k error = that number / number of samples: the mean of e over images of one label",
                              [](const Trial& in) {
                                const int k = in.size("k", 1, 5);
                                const Scored s(in);
                                return equal(static_cast<double>(count_missed(s, k)) / s.samples, rate(s, k), 1);
                              }},
                .code = {"models/classifier.h score, 1 - accuracy for k = 1", by_classifier}},
               {.id = "000.S7.1.ilsvrc",
                .printed = {"e = (1/n) sum_k min_i d(c_i, C_k) = share of the labels that no guess names",
                            [](const Trial& in) { return error_of_image(in, least); }},
                .wrong = {"(1/n) sum_k d(c_1, C_k)", [](const Trial& in) { return error_of_image(in, first); }}},
               // Constructed: up to four other objects that are in the image stand ahead of the one that is labelled.
               {.id = "000.S7.1.top5-lenient",
                .printed = {"top-5 error = 0 where up to four other objects in the image score higher than the label",
                            [](const Trial& in) { return error_with_others_ahead(in, 5); }},
                .wrong = {"top-1 error = 0 there", [](const Trial& in) { return error_with_others_ahead(in, 1); }}}},
}};

}  // namespace
}  // namespace rederive::checking
