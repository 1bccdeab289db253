#include "bench/versus/works.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>

#include "bench/versus/interrupt.h"
#include "bench/versus/lasso_works.h"
#include "reference/core/error.h"
#include "reference/data/minibatches.h"
#include "reference/data/resolve.h"
#include "reference/data/splits.h"
#include "reference/models/contrastive_divergence.h"

namespace rederive::bench {
namespace {

constexpr double kRate = 0.05;
constexpr double kSd = 0.01;

double rbm_epoch(ConstMatrixView digits, Index hidden, int k, Index batch) {
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
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

SharedDigits::SharedDigits(const std::string& data) {
  const auto [dataset, note] = resolve_dataset(data, {.environment = data_environment(), .offline = true});
  name_ = dataset.name;
  note_ = note;
  digits_ = binarised(whole(dataset.train).grey);
  std::string file = (std::filesystem::temp_directory_path() / "rederive-versus-XXXXXX").string();
  const int descriptor = ::mkstemp(file.data());
  if (descriptor < 0) throw IoError(file + ": cannot be made; set TMPDIR to a folder that can be written");
  ::close(descriptor);
  file_ = file;
  std::vector<char> bytes(static_cast<std::size_t>(digits_.size()));
  std::transform(digits_.data(), digits_.data() + digits_.size(), bytes.begin(),
                 [](float x) { return x != 0 ? 1 : 0; });
  std::ofstream out(file_, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw IoError(file + ": cannot be written; free some space, or set TMPDIR to another folder");
}

SharedDigits::~SharedDigits() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

ConstMatrixView SharedDigits::rows(Index count) const {
  if (count <= digits_.rows()) return digits_.view().row_range(0, count);
  throw UnavailableError(fmt::format("{} has {} digits to train on, and this work wants {}; choose other works or data",
                                     name_, digits_.rows(), count));
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
                     .run = [=](const SharedDigits& digits, Index some) {
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
  works.push_back({.name = "lasso/rows=2000,columns=1000",
                   .request = {{"work", "lasso"}, {"rows", 2000}, {"batch", 1}, {"weight", 0.001}, {"tolerance", 1e-4}},
                   .run = [](const SharedDigits&, Index rows) { return lasso_seconds(rows, 0.001, 1e-4); }});
  works.push_back({.name = "codes/patches=1000,atoms=256",
                   .request = {{"work", "codes"}, {"rows", 1000}, {"batch", 1}, {"lambda", 0.1}, {"steps", 50}},
                   .run = [](const SharedDigits& digits, Index rows) { return codes_seconds(digits, rows, 0.1); }});
  return works;
}

}  // namespace rederive::bench
