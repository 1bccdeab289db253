#include "experiments/harness/cell_file.h"

#include <utility>

#include <fmt/format.h>

#include "experiments/harness/reading.h"
#include "reference/core/error.h"
#include "reference/core/sha256.h"

namespace rederive {
namespace {

constexpr std::string_view kSchema = "rederive.cell/1";

std::vector<std::string> names_of(const std::vector<ColumnSheet>& columns) {
  std::vector<std::string> names;
  for (const ColumnSheet& column : columns) names.push_back(column.name);
  return names;
}

// Rows hold ints, doubles and words; a column whose type has changed since has new cells coming.
void require_kinds(const std::vector<std::vector<Value>>& rows, const std::vector<ColumnSheet>& columns) {
  for (const auto& row : rows) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto* whole = std::get_if<std::int64_t>(&row[c]);
      if (row[c].index() != columns[c].like.index() || (whole != nullptr && !std::in_range<int>(*whole))) {
        throw Error(fmt::format("its column {} holds {} where {} is declared", columns[c].name, text(row[c]),
                                kind_text(columns[c].like)));
      }
    }
  }
}

StoredCell parse(std::string_view bytes, const CellKey& key, const std::vector<ColumnSheet>& columns) {
  const std::size_t newline = bytes.find('\n');
  if (newline == std::string_view::npos || newline + 1 == bytes.size() || bytes.back() != '\n') {
    throw Error("it is cut short");
  }
  const std::string_view payload = bytes.substr(newline + 1, bytes.size() - newline - 2);
  const Json head = parse_json(bytes.substr(0, newline));
  if (head.at("schema") != kSchema) throw Error("its schema is not " + std::string(kSchema));
  if (head.at("sha256") != sha256_hex(payload)) throw Error("its checksum does not match");
  const Json body = parse_json(payload);
  const Json& result = body.at("result");
  if (CellKey::from_json(result.at("key")).id() != key.id()) throw Error("it is the file of another cell");
  StoredCell cell{.key = key,
                  .columns = result.at("columns").get<std::vector<std::string>>(),
                  .rows = {},
                  .pictures = words_from_json(result.at("pictures"), "pictures"),
                  .provenance = body.at("provenance"),
                  .digest = sha256_hex(result.dump())};
  if (cell.columns != names_of(columns)) throw Error("its columns are not those that the experiment now declares");
  cell.rows = rows_from_json(result.at("rows"), columns);
  return cell;
}

}  // namespace

std::vector<std::vector<Value>> rows_from_json(const Json& json, const std::vector<ColumnSheet>& columns) {
  std::vector<std::vector<Value>> rows = rows_from_json(json, columns.size());
  require_kinds(rows, columns);
  return rows;
}

std::string cell_file(const CellKey& key, const std::vector<ColumnSheet>& columns, const CellResult& result,
                      const Json& provenance) {
  const Json body = {{"result", comparable(key, names_of(columns), result)}, {"provenance", provenance}};
  const std::string payload = dump(body);
  const Json head = {{"schema", kSchema}, {"sha256", sha256_hex(payload)}};
  return head.dump() + "\n" + payload + "\n";
}

StoredCell parse_cell(std::string_view bytes, const std::string& name, const CellKey& key,
                      const std::vector<ColumnSheet>& columns) {
  try {
    return parse(bytes, key, columns);
  } catch (const std::exception& fault) {
    throw IoError(name + ": this cell's file is damaged: " + reason(fault));
  }
}

}  // namespace rederive
