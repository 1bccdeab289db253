#include "experiments/harness/table.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "experiments/harness/t_tests.h"

namespace rederive {
namespace {

std::string heading(const ColumnSheet& column) {
  return column.unit.empty() ? column.name : column.name + " [" + column.unit + "]";
}

std::string csv_field(const std::string& field) {
  if (field.find_first_of(",\"\n\r") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::vector<std::size_t> varying_parameters(const LoadedExperiment& loaded) {
  std::vector<std::size_t> varying;
  for (std::size_t p = 0; p < loaded.experiment->parameters.size(); ++p) {
    const bool varies = std::any_of(loaded.planned.begin(), loaded.planned.end(), [&](const PlannedCell& cell) {
      return cell.key.settings[p].second != loaded.planned.front().key.settings[p].second;
    });
    if (varies) varying.push_back(p);
  }
  return varying;
}

// "93.2 +- 0.4": the interval says how many of the digits mean anything, four are shown.
Value mean_and_interval(const std::vector<Value>& values) {
  if (std::holds_alternative<std::string>(values.front())) return values.front();
  std::vector<double> numbers;
  for (const Value& value : values) numbers.push_back(number(value));
  if (std::all_of(numbers.begin(), numbers.end(), [&](double x) { return x == numbers.front(); }))
    return values.front();
  if (!testable(numbers)) {
    const auto usable = std::count_if(numbers.begin(), numbers.end(), [](double x) { return testable({&x, 1}); });
    return fmt::format("{} of {} seeds diverged", static_cast<std::ptrdiff_t>(numbers.size()) - usable, numbers.size());
  }
  const Interval interval = paired_t(numbers, Alternative::two_sided).interval;
  return fmt::format("{:.4g} +- {:.2g}", (interval.low + interval.high) / 2, (interval.high - interval.low) / 2);
}

}  // namespace

std::string varying_settings(const LoadedExperiment& loaded, const PlannedCell& cell) {
  std::string shown;
  for (const std::size_t p : varying_parameters(loaded)) {
    const auto& [name, value] = cell.key.settings[p];
    shown += (shown.empty() ? "" : " ") + name + "=" + text(value);
  }
  return shown;
}

Table all_rows(const LoadedExperiment& loaded) {
  Table table{.title = loaded.experiment->name, .columns = {}, .rows = {}};
  for (const ParameterSheet& parameter : loaded.experiment->parameters) table.columns.push_back(parameter.name);
  table.columns.emplace_back("seed");
  for (const ColumnSheet& column : loaded.experiment->columns) table.columns.push_back(heading(column));
  for (std::size_t i = 0; i < loaded.planned.size(); ++i) {
    if (!loaded.cells[i]) continue;
    for (const auto& values : loaded.cells[i]->rows) {
      auto& row = table.rows.emplace_back();
      for (const auto& [name, value] : loaded.planned[i].key.settings) row.push_back(value);
      row.emplace_back(static_cast<std::int64_t>(loaded.planned[i].key.seed));
      row.insert(row.end(), values.begin(), values.end());
    }
  }
  return table;
}

Table in_one(const std::vector<Table>& tables) {
  if (tables.size() == 1) return tables.front();
  Table all{.title = "all experiments", .columns = {"experiment"}, .rows = {}};
  for (const Table& table : tables) {
    std::vector<std::size_t> places{0};  // the name's, then those of its columns
    for (const std::string& column : table.columns) {
      std::size_t place = 1;
      const auto taken = [&] { return std::find(places.begin(), places.end(), place) != places.end(); };
      while (place < all.columns.size() && (all.columns[place] != column || taken())) ++place;
      if (place == all.columns.size()) all.columns.push_back(column);
      places.push_back(place);
    }
    for (const auto& values : table.rows) {
      auto& row = all.rows.emplace_back(all.columns.size(), std::string());
      row[0] = table.title;
      for (std::size_t c = 0; c < values.size(); ++c) row[places[c + 1]] = values[c];
    }
  }
  for (auto& row : all.rows) row.resize(all.columns.size(), std::string());
  return all;
}

std::vector<Table> joined(const std::vector<Table>& tables) {
  std::vector<std::vector<Table>> groups;
  for (const Table& table : tables) {
    const auto alike = std::find_if(groups.begin(), groups.end(),
                                    [&](const std::vector<Table>& g) { return g.front().columns == table.columns; });
    if (alike == groups.end()) {
      groups.push_back({table});
    } else {
      alike->push_back(table);
    }
  }
  std::vector<Table> all;
  for (const std::vector<Table>& group : groups) {
    std::vector<std::string> titles;
    for (const Table& table : group) titles.push_back(table.title);
    all.push_back(in_one(group));
    all.back().title = fmt::format("{}", fmt::join(titles, ", "));
  }
  return all;
}

Table last_rows(const LoadedExperiment& loaded) {
  Table table{.title = loaded.experiment->name + ": " + loaded.experiment->title, .columns = {}, .rows = {}};
  const std::vector<std::size_t> varying = varying_parameters(loaded);
  for (const std::size_t p : varying) table.columns.push_back(loaded.experiment->parameters[p].name);
  table.columns.emplace_back("seeds");
  for (const ColumnSheet& column : loaded.experiment->columns) table.columns.push_back(heading(column));

  std::map<Settings, std::vector<const std::vector<Value>*>> groups;
  for (std::size_t i = 0; i < loaded.planned.size(); ++i) {
    if (!loaded.cells[i] || loaded.cells[i]->rows.empty()) continue;
    groups[loaded.planned[i].key.settings].push_back(&loaded.cells[i]->rows.back());
  }
  for (const auto& [settings, last] : groups) {
    auto& row = table.rows.emplace_back();
    for (const std::size_t p : varying) row.push_back(settings[p].second);
    row.emplace_back(static_cast<std::int64_t>(last.size()));
    for (std::size_t c = 0; c < loaded.experiment->columns.size(); ++c) {
      std::vector<Value> values;
      for (const auto* values_of_seed : last) values.push_back((*values_of_seed)[c]);
      row.push_back(mean_and_interval(values));
    }
  }
  return table;
}

std::string markdown(const Table& table) {
  // Columns padded to their widest entry, numbers to the right: legible as text too.
  std::vector<std::size_t> width;
  for (const std::string& column : table.columns) width.push_back(column.size());
  std::vector<std::vector<std::string>> fields;
  for (const auto& row : table.rows) {
    auto& line = fields.emplace_back();
    for (std::size_t c = 0; c < row.size(); ++c) {
      width[c] = std::max(width[c], line.emplace_back(text(row[c])).size());
    }
  }
  std::string page = "### " + table.title + "\n\n|";
  for (std::size_t c = 0; c < table.columns.size(); ++c) page += fmt::format(" {:>{}} |", table.columns[c], width[c]);
  page += "\n|";
  for (const std::size_t w : width) page += std::string(w + 1, '-') + ":|";
  page += "\n";
  for (const auto& line : fields) {
    page += "|";
    for (std::size_t c = 0; c < line.size(); ++c) page += fmt::format(" {:>{}} |", line[c], width[c]);
    page += "\n";
  }
  return page;
}

std::string csv(const Table& table) {
  std::string lines;
  const auto add = [&](const auto& row, const auto& to_text) {
    for (std::size_t c = 0; c < row.size(); ++c) lines += (c == 0 ? "" : ",") + csv_field(to_text(row[c]));
    lines += "\n";
  };
  add(table.columns, [](const std::string& column) { return column; });
  for (const auto& row : table.rows) add(row, [](const Value& value) { return text(value); });
  return lines;
}

Json to_json(const Table& table) {
  Json rows = Json::array();
  for (const auto& row : table.rows) {
    Json values = Json::array();
    for (const Value& value : row) values.push_back(to_json(value));
    rows.push_back(std::move(values));
  }
  return {{"title", table.title}, {"columns", table.columns}, {"rows", std::move(rows)}};
}

}  // namespace rederive
