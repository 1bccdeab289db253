#include "bench/versus/works.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>

#include "bench/versus/embedding_work.h"
#include "bench/versus/interrupt.h"
#include "bench/versus/lasso_works.h"
#include "reference/core/error.h"
#include "reference/core/team.h"
#include "reference/data/minibatches.h"
#include "reference/data/resolve.h"
#include "reference/layers/activations.h"
#include "reference/layers/convolution.h"
#include "reference/layers/pooling.h"
#include "reference/models/contrastive_divergence.h"
#include "reference/training/classifier_trainer.h"

namespace rederive::bench {
namespace {

constexpr double kRate = 0.05;
constexpr double kSd = 0.01;

Epoch rbm_epoch(ConstMatrixView digits, Index hidden, int k, Index batch) {
  Rbm rbm = Rbm::gaussian(digits.cols, hidden, kSd, Stream(1, "init"));
  ContrastiveDivergence cd;
  Matrix v;
  const Stream gibbs(1, "gibbs");
  std::uint32_t update = 0;
  const auto start = std::chrono::steady_clock::now();
  for (const RowIndices rows : minibatches(digits.rows, batch, Stream(1, "shuffle"))) {
    stop_if_interrupted();
    gather_rows(digits, rows, v);
    rbm += kRate * cd(rbm, v, k, gibbs.substream(update++));
  }
  return {.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
}

constexpr Index kNetworkBatch = 128;
constexpr AdadeltaRule kAdadelta{.rate = 1, .rho = 0.9F, .epsilon = 1e-6F};

constexpr Index kPixels = Index{28} * 28;

// As experiments/classifier/softmax.cc and mlp.cc and experiments/convnet/mnist.cc have them.
Network network(const std::string& model) {
  using namespace layers;
  if (model == "softmax") return {kPixels, {dense(10)}};
  if (model == "mlp") {
    return {kPixels, {dense(512), relu(), dropout(0.2), dense(512), relu(), dropout(0.2), dense(10)}};
  }
  return {{28, 28, 1},
          {convolution(3, 32), relu(), convolution(3, 64), relu(), max_pooling(2), dropout(0.25), dense(128), relu(),
           dropout(0.5), dense(10)}};
}

Epoch network_epoch(const std::string& model, ConstMatrixView images, std::span<const std::uint32_t> labels,
                    int threads) {
  Network net = network(model);
  net.start_uniform([](std::size_t layer) { return Stream(1, "init").substream(static_cast<std::uint32_t>(layer)); });
  Team team(threads);
  ClassifierTrainer trainer(net, {.batch = kNetworkBatch, .rule = kAdadelta});
  trainer.share_with(&team);
  trainer.report_to([](double) { stop_if_interrupted(); });
  const auto start = std::chrono::steady_clock::now();
  const double cross_entropy = trainer.epoch(images, labels, Stream(1, "shuffle"), Stream(1, "dropout"));
  return {.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          .cross_entropy = cross_entropy,
          .parameters = net.parameter_count()};
}

Work network_work(const std::string& name, const std::string& model, Index rows) {
  return {.name = name,
          .request = {{"work", "network"},
                      {"model", model},
                      {"rows", rows},
                      {"batch", kNetworkBatch},
                      {"rate", kAdadelta.rate},
                      {"rho", 0.9},
                      {"epsilon", 1e-6}},
          .run = [=](const SharedDigits& digits, Index some,
                     int threads) { return network_epoch(model, digits.grey(some), digits.labels(some), threads); },
          .shared = true};
}

Work tsne_work(Index rows) {
  constexpr TsneWork kTsne;
  return {.name = fmt::format("tsne/points={}", rows),
          .request = {{"work", "tsne"},
                      {"rows", rows},
                      {"batch", rows / 2},  // the least part that says how long the whole will take
                      {"components", kTsne.components},
                      {"perplexity", kTsne.perplexity},
                      {"iterations", kUsualTsneSteps}},
          .run =
              [](const SharedDigits& digits, Index some, int threads) {
                const TsneRun run = run_tsne(digits.rows(some), {}, threads);
                return Epoch{.seconds = run.seconds, .divergence = run.divergence};
              },
          .told = Told{"divergence", &Epoch::divergence},
          .shared = true};
}

std::filesystem::path write_bytes(const std::vector<char>& bytes) {
  std::string file = (std::filesystem::temp_directory_path() / "rederive-versus-XXXXXX").string();
  const int descriptor = ::mkstemp(file.data());
  if (descriptor < 0) throw IoError(file + ": cannot be made; set TMPDIR to a folder that can be written");
  ::close(descriptor);
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (out) return file;
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  throw IoError(file + ": cannot be written; free some space, or set TMPDIR to another folder");
}

// Values that are whole numbers from 0 to 255 when multiplied by `factor`.
std::vector<char> bytes_of(const Matrix& values, float factor) {
  std::vector<char> bytes(static_cast<std::size_t>(values.size()));
  std::transform(values.data(), values.data() + values.size(), bytes.begin(),
                 [=](float x) { return static_cast<char>(static_cast<unsigned char>(std::lround(x * factor))); });
  return bytes;
}

void remove_files(const std::array<std::filesystem::path, 3>& files) {
  std::error_code ignored;
  for (const auto& file : files) {
    if (!file.empty()) std::filesystem::remove(file, ignored);
  }
}

}  // namespace

SharedDigits::SharedDigits(const std::string& data) {
  const auto [dataset, note] = resolve_dataset(data, {.environment = data_environment(), .offline = true});
  name_ = dataset.name;
  note_ = note;
  digit_set_ = whole(dataset.train);
  digits_ = binarised(digit_set_.grey);
  try {
    files_[0] = write_bytes(bytes_of(digits_, 1));
    files_[1] = write_bytes(bytes_of(digit_set_.grey, 255));
    files_[2] = write_bytes({digit_set_.labels.begin(), digit_set_.labels.end()});
  } catch (const IoError&) {
    remove_files(files_);
    throw;
  }
}

SharedDigits::~SharedDigits() { remove_files(files_); }

Index SharedDigits::available(Index count) const {
  if (count <= digits_.rows()) return count;
  throw UnavailableError(fmt::format("{} has {} digits to train on, and this work wants {}; choose other works or data",
                                     name_, digits_.rows(), count));
}

ConstMatrixView SharedDigits::rows(Index count) const { return digits_.view().row_range(0, available(count)); }

ConstMatrixView SharedDigits::grey(Index count) const { return digit_set_.grey.view().row_range(0, available(count)); }

std::span<const std::uint32_t> SharedDigits::labels(Index count) const {
  return std::span(digit_set_.labels).first(static_cast<std::size_t>(available(count)));
}

std::vector<Work> all_works() {
  std::vector<Work> works;
  const auto add = [&](Index rows, Index batch, Index hidden, int k) {
    works.push_back({.name = fmt::format("rbm/hidden={},k={},batch={}", hidden, k, batch),
                     .request = {{"work", "rbm"},
                                 {"rows", rows},
                                 {"hidden", hidden},
                                 {"k", k},
                                 {"batch", batch},
                                 {"rate", kRate},
                                 {"sd", kSd}},
                     .run = [=](const SharedDigits& digits, Index some, int) {
                       return rbm_epoch(digits.rows(some), hidden, k, batch);
                     }});
  };
  for (const Index hidden : {100, 500}) {
    for (const int k : {1, 5, 10}) add(3000, 10, hidden, k);
    if (hidden == 100) add(3000, 10, hidden, 20);
  }
  for (const Index hidden : {100, 500}) {
    for (const int k : {1, 5, 10}) add(60000, 100, hidden, k);
  }
  works.push_back(
      {.name = "lasso/rows=2000,columns=1000",
       .request = {{"work", "lasso"}, {"rows", 2000}, {"batch", 1}, {"weight", 0.001}, {"tolerance", 1e-4}},
       .run = [](const SharedDigits&, Index rows, int) { return Epoch{.seconds = lasso_seconds(rows, 0.001, 1e-4)}; }});
  works.push_back({.name = "codes/patches=1000,atoms=256",
                   .request = {{"work", "codes"}, {"rows", 1000}, {"batch", 1}, {"lambda", 0.1}, {"steps", 50}},
                   .run = [](const SharedDigits& digits, Index rows, int) {
                     return Epoch{.seconds = codes_seconds(digits, rows, 0.1)};
                   }});
  works.push_back(network_work("classifier/softmax", "softmax", 60000));
  works.push_back(network_work("classifier/mlp", "mlp", 60000));
  works.push_back(network_work("convnet/mnist,rows=6400", "convnet", 6400));
  works.push_back(network_work("convnet/mnist", "convnet", 60000));
  works.back().on_request = true;
  for (const Index rows : {2000, 5000, 10000}) works.push_back(tsne_work(rows));
  return works;
}

}  // namespace rederive::bench
