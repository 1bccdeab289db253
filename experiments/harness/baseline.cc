#include "experiments/harness/baseline.h"

#include <algorithm>
#include <set>

#include "experiments/harness/reading.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/core/sha256.h"

namespace rederive {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kSchema = "rederive.baseline/1";

// The checksum is of all bytes of the file but its own digits. A shell repeats it:
//   sed '1s/"sha256":"[^"]*"/"sha256":""/' FILE | sha256sum
constexpr std::string_view kMark = R"("sha256":")";
constexpr std::size_t kDigits = 64;

// Where its digits begin. Inside a word of JSON the quotes would be escaped, and no name before it is the same.
std::size_t place_of_checksum(std::string_view bytes) {
  const std::size_t mark = bytes.substr(0, bytes.find('\n')).find(kMark);
  if (mark == std::string_view::npos) throw Error("it has no checksum");
  return mark + kMark.size();
}

std::string checksum(std::string_view bytes, std::size_t place, std::size_t digits) {
  return Sha256().add(bytes.substr(0, place)).add(bytes.substr(place + digits)).finish_hex();
}

Json line_of(const ResultCell& cell) {
  Json rows = Json::array();
  for (const auto& row : cell.rows) {
    Json values = Json::array();
    for (const Value& value : row) values.push_back(to_json(value));
    rows.push_back(std::move(values));
  }
  return {{"settings", to_json(cell.key.settings)},
          {"seed", cell.key.seed},
          {"format", cell.format},
          {"rows", std::move(rows)},
          {"pictures", cell.pictures}};
}

ResultCell cell_of(const Json& line, const ResultSet& set) {
  constexpr int kMostFormat = 1000000;
  const std::int64_t seed = whole_from_json(line.at("seed"), 1, kMostSeed);
  return {.key = {.experiment = set.experiment,
                  .settings = settings_from_json(line.at("settings")),
                  .seed = static_cast<std::uint64_t>(seed),
                  .data = set.data,
                  .variants = ""},
          .format = static_cast<int>(whole_from_json(line.at("format"), 1, kMostFormat)),
          .rows = rows_from_json(line.at("rows"), set.columns.size()),
          .pictures = words_from_json(line.at("pictures"), "pictures")};
}

ResultSet parse(std::string_view bytes, const std::string& name) {
  const std::size_t newline = bytes.find('\n');
  if (newline == std::string_view::npos) throw Error("it has no header line");
  const Json head = parse_json(bytes.substr(0, newline));
  if (head.at("schema") != kSchema) throw Error("its schema is not " + std::string(kSchema));
  const std::size_t place = place_of_checksum(bytes);
  if (bytes.substr(place, kDigits) != checksum(bytes, place, kDigits)) {
    throw Error("its checksum does not match: it was edited or cut short");
  }
  const std::string_view lines = bytes.substr(newline + 1);
  ResultSet set{.origin = name,
                .experiment = head.at("experiment").get<std::string>(),
                .data = head.at("data").get<std::string>(),
                .columns = head.at("columns").get<std::vector<std::string>>(),
                .cells = {},
                .verdicts = words_from_json(head.at("verdicts"), "verdicts"),
                .accepted = list_from_json(head.at("accepted"), "'accepted'")};
  std::set<std::pair<Settings, std::uint64_t>> places;
  for (std::size_t start = 0; start < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', start), lines.size());
    const CellKey& key = set.cells.emplace_back(cell_of(parse_json(lines.substr(start, end - start)), set)).key;
    if (!places.emplace(key.settings, key.seed).second) {
      throw Error("the cell " + text(key.settings) + " seed " + std::to_string(key.seed) + " is in it twice");
    }
    start = end + 1;
  }
  return set;
}

}  // namespace

ResultSet results_of(const LoadedExperiment& loaded, const fs::path& folder) {
  ResultSet set{
      .origin = folder.string(), .experiment = loaded.experiment->name, .data = {}, .columns = {}, .cells = {}};
  for (const ColumnSheet& column : loaded.experiment->columns) set.columns.push_back(column.name);
  for (const auto& cell : loaded.cells) {
    if (!cell) continue;
    set.data = cell->key.data;
    set.cells.push_back({.key = cell->key, .format = kFormat, .rows = cell->rows, .pictures = cell->pictures});
  }
  return set;
}

fs::path baseline_path(const fs::path& baselines, const RunOptions& options, const AnyExperiment& experiment) {
  const std::string data = experiment.data == Needs::digits ? options.data_name : "any";
  const std::string_view profile = experiment.immediate ? "all" : text(options.profile);
  return baselines / data / profile / (experiment.name + ".jsonl");
}

ResultSet parse_baseline(std::string_view bytes, const std::string& name) {
  try {
    return parse(bytes, name);
  } catch (const std::exception& fault) {
    throw IoError(name + ": this baseline is damaged: " + reason(fault) +
                  "; restore it from version control, or remove it and accept a run anew");
  }
}

std::string with_checksum(std::string bytes) {
  const std::size_t place = place_of_checksum(bytes);
  bytes.erase(place, std::min(bytes.find('"', place), bytes.size()) - place);
  return bytes.insert(place, checksum(bytes, place, 0));
}

std::optional<ResultSet> read_baseline(const fs::path& path) {
  if (!fs::exists(path)) return std::nullopt;
  return parse_baseline(read_text(path), path.string());
}

void write_baseline(const fs::path& path, const ResultSet& results, const Json& acceptance) {
  Json history = Json::array();
  if (const auto before = read_baseline(path)) history = before->accepted;
  history.push_back(acceptance);
  std::string lines;
  for (const ResultCell& cell : results.cells) lines += line_of(cell).dump() + "\n";
  const Json head = {{"schema", kSchema},
                     {"experiment", results.experiment},
                     {"data", results.data},
                     {"columns", results.columns},
                     {"cells", results.cells.size()},
                     {"sha256", ""},
                     {"verdicts", results.verdicts},
                     {"accepted", std::move(history)}};
  write_file_whole(path, with_checksum(dump(head) + "\n" + lines));
}

}  // namespace rederive
