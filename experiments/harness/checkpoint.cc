#include "experiments/harness/checkpoint.h"

#include <algorithm>
#include <bit>

#include "experiments/harness/cell_file.h"
#include "experiments/harness/reading.h"
#include "reference/core/error.h"
#include "reference/core/sha256.h"

namespace rederive {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are written as they lie in memory");

constexpr std::string_view kSchema = "rederive.checkpoint/1";
constexpr std::int64_t kMostEpochs = 1000000;
constexpr std::int64_t kMostNumbers = 1LL << 32;

std::string_view line(std::string_view& bytes) {
  const std::size_t newline = bytes.find('\n');
  if (newline == std::string_view::npos) throw Error("it is cut short");
  const std::string_view first = bytes.substr(0, newline);
  bytes.remove_prefix(newline + 1);
  return first;
}

std::vector<float> tensor(std::string_view& bytes, std::int64_t size) {
  const std::size_t length = static_cast<std::size_t>(size) * sizeof(float);
  if (bytes.size() < length) throw Error("a tensor of " + std::to_string(size) + " numbers is cut short");
  std::vector<float> numbers(static_cast<std::size_t>(size));
  std::copy_n(bytes.data(), length, reinterpret_cast<char*>(numbers.data()));
  bytes.remove_prefix(length);
  return numbers;
}

Checkpoint parse(std::string_view bytes, const CellKey& key, const std::vector<ColumnSheet>& columns) {
  const Json head = parse_json(line(bytes));
  if (head.at("schema") != kSchema) throw Error("its schema is not " + std::string(kSchema));
  if (head.at("sha256") != sha256_hex(bytes)) throw Error("its checksum does not match");
  const Json body = parse_json(line(bytes));
  if (CellKey::from_json(body.at("key")).id() != key.id()) throw Error("it is the file of another cell");
  Checkpoint checkpoint{.epoch = static_cast<int>(whole_from_json(body.at("epoch"), 1, kMostEpochs)),
                        .rows = rows_from_json(body.at("rows"), columns),
                        .tensors = {}};
  for (const Json& size : list_from_json(body.at("sizes"), "'sizes'")) {
    checkpoint.tensors.push_back(tensor(bytes, whole_from_json(size, 0, kMostNumbers)));
  }
  if (!bytes.empty()) throw Error("there is more behind its tensors");
  return checkpoint;
}

}  // namespace

std::string checkpoint_file(const CellKey& key, const Checkpoint& checkpoint) {
  Json rows = Json::array();
  for (const auto& values : checkpoint.rows) {
    Json& row = rows.emplace_back(Json::array());
    for (const Value& value : values) row.push_back(to_json(value));
  }
  Json sizes = Json::array();
  for (const std::vector<float>& numbers : checkpoint.tensors) sizes.push_back(numbers.size());
  std::string rest = dump({{"key", key.json()}, {"epoch", checkpoint.epoch}, {"rows", rows}, {"sizes", sizes}}) + "\n";
  for (const std::vector<float>& numbers : checkpoint.tensors) {
    rest.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(float));
  }
  return dump({{"schema", kSchema}, {"sha256", sha256_hex(rest)}}) + "\n" + rest;
}

Checkpoint parse_checkpoint(std::string_view bytes, const std::string& name, const CellKey& key,
                            const std::vector<ColumnSheet>& columns) {
  try {
    return parse(bytes, key, columns);
  } catch (const std::exception& fault) {
    throw IoError(name + ": this checkpoint is damaged: " + reason(fault));
  }
}

}  // namespace rederive
