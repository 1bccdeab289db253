#include "experiments/harness/baseline.h"

#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/core/sha256.h"

namespace rederive {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kSchema = "rederive.baseline/1";

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
  ResultCell cell{.key = {.experiment = set.experiment,
                          .settings = settings_from_json(line.at("settings")),
                          .seed = line.at("seed").get<std::uint64_t>(),
                          .data = set.data,
                          .variants = ""},
                  .format = line.at("format").get<int>(),
                  .rows = {},
                  .pictures = line.at("pictures")};
  for (const Json& values : line.at("rows")) {
    if (values.size() != set.columns.size()) throw Error("a row has " + std::to_string(values.size()) + " values");
    auto& row = cell.rows.emplace_back();
    for (const Json& value : values) row.push_back(value_from_json(value));
  }
  return cell;
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
  return baselines / data / text(options.profile) / (experiment.name + ".jsonl");
}

std::optional<ResultSet> read_baseline(const fs::path& path) {
  if (!fs::exists(path)) return std::nullopt;
  const std::string bytes = read_text(path);
  try {
    const std::size_t newline = bytes.find('\n');
    if (newline == std::string::npos) throw Error("it has no header line");
    const Json head = Json::parse(bytes.substr(0, newline));
    if (head.at("schema") != kSchema) throw Error("its schema is not " + std::string(kSchema));
    const std::string_view lines = std::string_view(bytes).substr(newline + 1);
    if (head.at("sha256") != sha256_hex(lines)) throw Error("its checksum does not match: it was edited or cut short");
    ResultSet set{.origin = path.string(),
                  .experiment = head.at("experiment").get<std::string>(),
                  .data = head.at("data").get<std::string>(),
                  .columns = head.at("columns").get<std::vector<std::string>>(),
                  .cells = {},
                  .verdicts = head.at("verdicts"),
                  .accepted = head.at("accepted")};
    for (std::size_t start = 0; start < lines.size();) {
      const std::size_t end = std::min(lines.find('\n', start), lines.size());
      set.cells.push_back(cell_of(Json::parse(lines.substr(start, end - start)), set));
      start = end + 1;
    }
    return set;
  } catch (const std::exception& fault) {
    throw IoError(path.string() + ": this baseline is damaged: " + fault.what() +
                  "; restore it from version control, or remove it and accept a run anew");
  }
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
                     {"sha256", sha256_hex(lines)},
                     {"verdicts", results.verdicts},
                     {"accepted", std::move(history)}};
  write_file_whole(path, dump(head) + "\n" + lines);
}

}  // namespace rederive
