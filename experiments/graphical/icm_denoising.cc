// How much noise does an Ising model take off an image, and how near to its best image do simple searches come?
//
//   E(x, y) = h sum_i x_i - beta sum_{i,j} x_i x_j - eta sum_i x_i y_i     each pair of neighbours once
//
// y is a binary image with each pixel turned with probability `noise`: digits, words in letters of strokes three pixels
// wide, or pieces of 4 x 4 of these words (`pieces`), for which the least energy is known by going over all images. ICM
// starts at y and turns pixels, row by row, while that lowers the energy; annealing draws pixels from their conditional
// distributions while 1 / temperature rises from .1 to 3 geometrically, and ends with ICM. An ICM sweep knows energies
// from differences in the neighbourhood alone; `drift` is how far their sum is from the energy of the whole image, and
// `rises` counts sweeps after which that was higher: none may be. With beta = h = 0 nothing may change.
//
// For h = 0 an ICM decision depends on eta / beta alone: below 2 it takes three neighbours of four to turn a pixel,
// from 2 to 4 all four, above that none ever is.
//
// Source: document 002, problem 4; protocols 002 P4.
// Cost:   a sweep of 100 digits is 78 400 differences; 100 sweeps of annealing .5 s.
#include <algorithm>
#include <cmath>

#include "experiments/harness/registered.h"
#include "experiments/harness/tiles.h"
#include "reference/core/elementary.h"
#include "reference/data/splits.h"
#include "reference/data/text_image.h"
#include "reference/models/ising.h"

namespace rederive {
namespace {

struct Params {
  std::string image = "digits";
  std::string search = "icm";
  double noise = 0.1;
  double h = 0;
  double beta = 1;
  double eta = 2.1;
  int images = 100;
  int sweeps = 100;
};

struct Row {
  double noisy_error = 0;
  double error = 0;
  double turned = 0;
  double energy_gap = 0;
  double optimal = 0;
  double sweeps = 0;
  int rises = 0;
  double drift = 0;
};

constexpr Index kPiece = 4;

// 1 x (height * width) views of images with pixels 0 or 1, one a row.
Matrix clean_images(const Params& p, Index& height, Index& width, const Recorder<Row>& out) {
  if (p.image == "digits") {
    height = out.dataset().test.height;
    width = out.dataset().test.width;
    return binarised(first(out.dataset().test, p.images).grey);
  }
  const Matrix text = text_image({"ISING", "MODEL", "READS", "NOISE"}, 3);
  height = text.rows();
  width = text.cols();
  if (p.image == "words") {
    Matrix row(1, text.size());
    std::copy_n(text.data(), text.size(), row.data());
    return row;
  }
  Draws draws(out.rng("pieces"));
  Matrix pieces(p.images, kPiece * kPiece);
  for (Index n = 0; n < p.images; ++n) {
    const Index top = draws.below(static_cast<std::uint32_t>(height - kPiece + 1));
    const Index left = draws.below(static_cast<std::uint32_t>(width - kPiece + 1));
    for (Index i = 0; i < kPiece; ++i) std::copy_n(text.row(top + i) + left, kPiece, pieces.row(n) + i * kPiece);
  }
  height = width = kPiece;
  return pieces;
}

Matrix spins(const Matrix& images, Index n, Index height, Index width) {
  Matrix x(height, width);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = 2 * images(n, i) - 1;
  return x;
}

Matrix with_noise(const Matrix& x, double noise, const Stream& stream) {
  Matrix y = x;
  for (Index i = 0; i < y.size(); ++i) {
    if (uniform_open(stream.word(static_cast<std::uint64_t>(i))) < noise) y.data()[i] = -y.data()[i];
  }
  return y;
}

double differing(const Matrix& a, const Matrix& b) {
  Index count = 0;
  for (Index i = 0; i < a.size(); ++i) count += a.data()[i] != b.data()[i] ? 1 : 0;
  return static_cast<double>(count) / static_cast<double>(a.size());
}

void annealed(Matrix& x, const Matrix& y, const IsingCouplings& c, int sweeps, const Stream& stream) {
  constexpr double kFirst = 0.1;
  constexpr double kLast = 3;
  for (int s = 0; s < sweeps; ++s) {
    const double part = sweeps > 1 ? static_cast<double>(s) / (sweeps - 1) : 1;
    const double inverse = kFirst * exp_exact_bits(log_exact_bits(kLast / kFirst) * part);
    gibbs_sweep(x, y, c, inverse, stream.substream(stream.sub()[0], static_cast<std::uint32_t>(s)));
  }
}

// ICM until nothing turns, watched from outside.
void descend(Matrix& x, const Matrix& y, const IsingCouplings& c, Row& row) {
  double energy = ising_energy(x, y, c);
  double before = energy;
  for (Index turned = 1; turned > 0; row.sweeps += 1) {
    turned = icm_sweep(x, y, c, energy);
    const double whole = ising_energy(x, y, c);
    row.rises += whole > before ? 1 : 0;
    row.drift = std::max(row.drift, std::fabs(whole - energy));
    before = whole;
  }
}

void write(const Matrix& x, Matrix& images, Index n) {
  for (Index i = 0; i < x.size(); ++i) images(n, i) = (x.data()[i] + 1) / 2;
}

void run(const Params& p, Recorder<Row>& out) {
  Index height = 0;
  Index width = 0;
  const Matrix clean = clean_images(p, height, width, out);
  const IsingCouplings c{.h = p.h, .beta = p.beta, .eta = p.eta};
  const Stream noise = out.rng("noise");
  const Stream chain = out.rng("annealing");
  Matrix noisy = clean;
  Matrix restored = clean;
  Row total;
  for (Index n = 0; n < clean.rows(); ++n) {
    const Matrix truth = spins(clean, n, height, width);
    const Matrix y = with_noise(truth, p.noise, noise.substream(static_cast<std::uint32_t>(n)));
    Matrix x = y;
    if (p.search == "annealing") annealed(x, y, c, p.sweeps, chain.substream(static_cast<std::uint32_t>(n)));
    descend(x, y, c, total);
    total.noisy_error += differing(y, truth);
    total.error += differing(x, truth);
    total.turned += differing(x, y);
    const double energy = ising_energy(x, y, c);
    total.energy_gap += (energy - ising_energy(truth, y, c)) / static_cast<double>(x.size());
    if (p.image == "pieces") total.optimal += energy < least_energy(y, c) + 1e-9 ? 1 : 0;
    write(y, noisy, n);
    write(x, restored, n);
  }
  out.trace("restored", restored);
  const auto images = static_cast<double>(clean.rows());
  for (double* sum :
       {&total.noisy_error, &total.error, &total.turned, &total.energy_gap, &total.optimal, &total.sweeps})
    *sum /= images;
  out.record(total);
  out.picture("clean", tiles_of_images(clean, height, width));
  out.picture("noisy", tiles_of_images(noisy, height, width));
  out.picture("restored", tiles_of_images(restored, height, width));
}

const Registered experiment{Experiment<Params, Row>{
    .title = "An Ising model takes noise off images: ICM, annealing and the least energy",
    .source = "002 P4",
    .params = {{"image", &Params::image, "what is restored", {}, {"digits", "words", "pieces"}},
               {"search", &Params::search, "how the energy is lowered", {}, {"icm", "annealing"}},
               {"noise", &Params::noise, "probability that a pixel is turned", between(0, 1)},
               {"h", &Params::h, "bias towards -1"},
               {"beta", &Params::beta, "coupling of neighbours", at_least(0)},
               {"eta", &Params::eta, "coupling to the noisy copy", at_least(0)},
               {"images", &Params::images, "digits or pieces", between(1, 10000)},
               {"sweeps", &Params::sweeps, "sweeps of annealing", between(1, 100000)}},
    .arms = {{"noise",
              {over(&Params::noise, {0.01, 0.05, 0.1, 0.2, 0.3}), over(&Params::image, {"digits", "words"}),
               over(&Params::search, {"icm", "annealing"})}},
             {"couplings",
              {over(&Params::eta, {0.5, 1, 1.5, 2.1, 3.5, 4.5}), over(&Params::search, {"icm", "annealing"}),
               over(&Params::image, {"digits", "words"})}},
             {"uncoupled", {over(&Params::beta, {0}), over(&Params::image, {"digits", "words"})}},
             {"bias", {over(&Params::h, {-0.5, 0, 0.5, 1})}},
             {"least energy",
              {over(&Params::image, {"pieces"}), over(&Params::eta, {0.5, 1, 1.5, 2.1}),
               over(&Params::search, {"icm", "annealing"})}}},
    .seeds = {.smoke = 1, .standard = 1, .full = 5},
    .smoke = [](Params& p) { p.images = 2, p.sweeps = 5; },
    .seconds = [](const Params& p) { return p.search == "icm" ? 0.02 : 6e-5 * p.images * p.sweeps; },
    .columns = {{"noisy_error", &Row::noisy_error, "share of pixels", relative(0.02)},
                {"error", &Row::error, "share of pixels", relative(0.05), Better::lower},
                {"turned", &Row::turned, "share of pixels", relative(0.05)},
                {"energy_gap", &Row::energy_gap, "above that of the truth, per pixel", relative(0.05)},
                {"optimal", &Row::optimal, "share of pieces", relative(0.05), Better::higher},
                {"sweeps", &Row::sweeps, "of ICM", relative(0.1)},
                {"rises", &Row::rises, "sweeps", relative(0), Better::lower},
                {"drift", &Row::drift, "", relative(10)}},
    .run = run}};

}  // namespace
}  // namespace rederive
