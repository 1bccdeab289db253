// Tables: one model, three renderings. Numbers are written in the shortest form that reads back to the same bits.
#pragma once

#include <string>
#include <vector>

#include "experiments/harness/run.h"

namespace rederive {

struct Table {
  std::string title;
  std::vector<std::string> columns;  // with their units: "valid_xent [nats/image]"
  std::vector<std::vector<Value>> rows;
};

/// Every row of every cell: parameters, seed, the row's columns.
Table all_rows(const LoadedExperiment& loaded);

/// All of them in one, for readers that know one header line: of several tables a first column has the titles, columns
/// of the same name are one, and where a table has no such column the word is empty.
Table in_one(const std::vector<Table>& tables);

/// Those of the same columns in one each, in the order of the first of them.
std::vector<Table> joined(const std::vector<Table>& tables);

/// One row per setting: the last row of its cells, each number as mean and half-width of its 95 % interval over seeds.
/// Only the parameters that vary are shown.
Table last_rows(const LoadedExperiment& loaded);

/// "k=5 input=grey": the settings of a cell in which the cells of its experiment differ.
std::string varying_settings(const LoadedExperiment& loaded, const PlannedCell& cell);

std::string markdown(const Table& table);
/// RFC 4180, with a header line.
std::string csv(const Table& table);
Json to_json(const Table& table);

}  // namespace rederive
