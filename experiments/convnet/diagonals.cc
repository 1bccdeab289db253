// One diagonal line or two? Counting the peaks of a 3 x 3 kernel, where its premises hold and where they do not.
//
//   map_rc = sum_{i,j} K_ij image_{r+i, c+j},  K_ij = [i + j = 2];  peaks: map = 3;  one peak: class 1, else class 2
//
// The document's rule, `peaks`, takes for granted that lines have three pixels, rise, and stand alone. Beside it, on
// the same images, stand three repairs: `both_kernels` adds the peaks of the mirrored kernel; `runs` counts peaks that
// follow each other along their diagonal once, over both kernels; `long_runs` counts only runs that are as long as the
// lines are (known, where all have one length), since salt makes short ones. The arms break one premise at a time, and
// then several.
//
// Source: document 001, question 3; protocols 001 Q3.
// Cost:   400 images of 100 x 100, three maps of each: .07 s.
#include <algorithm>
#include <numeric>

#include "experiments/harness/registered.h"
#include "experiments/harness/tiles.h"
#include "reference/data/diagonal_lines.h"
#include "reference/models/diagonal_counts.h"

namespace rederive {
namespace {

struct Params {
  int side = 100;
  int length = 3;
  std::string directions = "rising";
  double salt = 0;
  int apart = 3;
  int images = 400;
};

struct Row {
  double peaks = 0;
  double both_kernels = 0;
  double runs = 0;
  double long_runs = 0;
  double mean_peaks = 0;
};

constexpr int kLongest = 15;

Matrix image_of(const Params& p, int lines, Draws& draws, const Stream& salt) {
  const auto any = [&](Draws& d) {
    const int length = p.length > 0 ? p.length : 3 + static_cast<int>(d.below(kLongest - 2));
    const bool rising = p.directions == "rising" || d.below(2) == 0;
    return random_line(d, p.side, length, rising);
  };
  Matrix image = picture_of(lines_apart(draws, lines, any, p.apart), p.side);
  if (p.salt > 0) add_salt(image, p.salt, salt);
  return image;
}

void show(const std::string& name, const Matrix& image, const Matrix& map, Recorder<Row>& out) {
  Matrix thirds = map;
  for (Index i = 0; i < thirds.size(); ++i) thirds.data()[i] /= 3;
  out.picture(name, tiles_of_images({image.data(), 1, image.size(), image.size()}, image.rows(), image.cols()));
  out.picture(name + "-map", tiles_of_images({thirds.data(), 1, thirds.size(), thirds.size()}, map.rows(), map.cols()));
}

void run(const Params& p, Recorder<Row>& out) {
  Draws draws(out.rng("lines"));
  const Stream salt = out.rng("salt");
  Row right;  // how many, then shares
  bool failed = false;
  for (int i = 0; i < p.images; ++i) {
    const int lines = 1 + i % 2;
    const Matrix image = image_of(p, lines, draws, salt.substream(static_cast<std::uint32_t>(i)));
    const Matrix map = diagonal_map(image, Diagonal::rising);
    const int peaks = count_peaks(map);
    const std::vector<int> runs = runs_of_peaks(image);
    const auto long_runs = std::count_if(runs.begin(), runs.end(), [&](int of_run) { return of_run >= p.length - 2; });
    const auto hit = [&](std::ptrdiff_t count) {
      return count > 0 && std::min<std::ptrdiff_t>(count, 2) == lines ? 1 : 0;
    };
    const bool right_class = (peaks == 1) == (lines == 1);  // no peak at all: class 2, by the letter of the rule
    right.peaks += right_class ? 1 : 0;
    right.both_kernels += hit(std::accumulate(runs.begin(), runs.end(), 0));
    right.runs += hit(std::ssize(runs));
    right.long_runs += hit(long_runs);
    right.mean_peaks += lines == 1 ? 2.0 * peaks : 0;
    if (i == 1) show("two-lines", image, map, out);
    if (!right_class && !failed) show("failure", image, map, out);
    failed = failed || !right_class;
    if (i == 0) out.trace("map", map);
  }
  const double n = p.images;
  out.record({.peaks = right.peaks / n,
              .both_kernels = right.both_kernels / n,
              .runs = right.runs / n,
              .long_runs = right.long_runs / n,
              .mean_peaks = right.mean_peaks / n});
}

const Registered experiment{Experiment<Params, Row>{
    .title = "One diagonal line or two, by the peaks of a 3 x 3 kernel",
    .source = "001 Q3",
    .data = Needs::nothing,
    .params = {{"side", &Params::side, "rows and columns of an image", between(20, 1000)},
               {"length", &Params::length, "pixels of a line; 0: 3 to 15, drawn for each", between(0, kLongest)},
               {"directions", &Params::directions, "which way lines run", {}, {"rising", "any"}},
               {"salt", &Params::salt, "share of pixels that are set at random", between(0, 1)},
               {"apart", &Params::apart, "least distance of two lines", between(1, 3)},
               {"images", &Params::images, "images, half of them with one line", between(2, 1000000)}},
    .arms = {{"premise", {over(&Params::side, {20, 100})}},
             {"lengths", {over(&Params::side, {20, 100}), over(&Params::length, {3, 4, 5, 7, 10, 15, 0})}},
             {"directions", {over(&Params::directions, {"any"}), over(&Params::length, {3, 7, 0})}},
             {"apart", {over(&Params::apart, {1, 2, 3}), over(&Params::side, {20})}},
             {"salt", {over(&Params::salt, {0, 0.002, 0.005, 0.01, 0.02, 0.05}), over(&Params::length, {3, 5, 7, 15})}},
             {"everything",
              {over(&Params::salt, {0.01, 0.05}), over(&Params::directions, {"any"}),
               over(&Params::length, {5, 7, 15, 0})}}},
    .seeds = {.smoke = 1, .standard = 1, .full = 5},
    .smoke = [](Params& p) { p.images = 10; },
    .seconds = [](const Params& p) { return 2e-8 * p.images * p.side * p.side; },
    .columns = {{"peaks", &Row::peaks, "accuracy", relative(0.05), Better::higher},
                {"both_kernels", &Row::both_kernels, "accuracy", relative(0.05), Better::higher},
                {"runs", &Row::runs, "accuracy", relative(0.05), Better::higher},
                {"long_runs", &Row::long_runs, "accuracy", relative(0.05), Better::higher},
                {"mean_peaks", &Row::mean_peaks, "peaks of one line", relative(0.05)}},
    .run = run}};

}  // namespace
}  // namespace rederive
