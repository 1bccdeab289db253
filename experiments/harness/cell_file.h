// The file of a finished cell as bytes.
//
//   line 1  schema and SHA-256 of line 2
//   line 2  what is compared (key, columns, rows, pictures' digests) and provenance (seconds, machine)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "experiments/harness/cell.h"
#include "experiments/harness/experiment.h"

namespace rederive {

struct StoredCell {
  CellKey key;
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
  Json pictures = Json::object();    // name to digest
  Json provenance = Json::object();  // seconds, machine: never compared
  /// SHA-256 of all that is compared.
  std::string digest;
};

/// A row for each list, its values of the columns' types: Error otherwise.
std::vector<std::vector<Value>> rows_from_json(const Json& json, const std::vector<ColumnSheet>& columns);

std::string cell_file(const CellKey& key, const std::vector<ColumnSheet>& columns, const CellResult& result,
                      const Json& provenance);

/// Any bytes. Throws IoError, which begins with `name` and says what is wrong, unless they are the whole file of this
/// cell and its values have the columns' types.
StoredCell parse_cell(std::string_view bytes, const std::string& name, const CellKey& key,
                      const std::vector<ColumnSheet>& columns);

}  // namespace rederive
