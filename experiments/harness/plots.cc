#include "experiments/harness/plots.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace rederive {
namespace {

std::size_t place(const std::vector<ColumnSheet>& columns, const std::string& name) {
  return static_cast<std::size_t>(
      std::find_if(columns.begin(), columns.end(), [&](const ColumnSheet& c) { return c.name == name; }) -
      columns.begin());
}

std::string title(const ColumnSheet& column) {
  return column.unit.empty() ? column.name : column.name + " [" + column.unit + "]";
}

std::string series_of(const PlannedCell& cell, const PlotSheet& plot) {
  for (const auto& [name, value] : cell.key.settings) {
    if (name == plot.series) return text(value);
  }
  return "";
}

Json axis(const char* orient, const char* scale, const std::string& heading) {
  return {{"orient", orient}, {"scale", scale}, {"title", heading}, {"grid", true}, {"gridOpacity", 0.3}};
}

Json number_scale(const char* name, const char* range, const Json& fields, bool zero) {
  return {{"name", name},   {"type", "linear"}, {"domain", {{"data", "points"}, {"fields", fields}}},
          {"range", range}, {"zero", zero},     {"nice", true}};
}

Json mark(const char* type, const Json& encoding) {
  return {{"type", type}, {"from", {{"data", "one"}}}, {"encode", {{"enter", encoding}}}};
}

Json field(const char* scale, const char* name) { return {{"scale", scale}, {"field", name}}; }

}  // namespace

Json plot_points(const LoadedExperiment& loaded, const PlotSheet& plot) {
  const std::size_t x = place(loaded.experiment->columns, plot.x);
  const std::size_t y = place(loaded.experiment->columns, plot.y);
  std::vector<std::string> order;
  std::map<std::string, std::map<double, std::vector<double>>> values;
  for (std::size_t i = 0; i < loaded.planned.size(); ++i) {
    const PlannedCell& cell = loaded.planned[i];
    if (!loaded.cells[i] || std::find(cell.arms.begin(), cell.arms.end(), plot.arm) == cell.arms.end()) continue;
    const std::string series = series_of(cell, plot);
    if (std::find(order.begin(), order.end(), series) == order.end()) order.push_back(series);
    for (const auto& row : loaded.cells[i]->rows) {
      const double at = number(row.at(x));
      const double value = number(row.at(y));
      if (std::isfinite(at) && std::isfinite(value)) values[series][at].push_back(value);
    }
  }
  Json points = Json::array();
  for (const std::string& series : order) {
    for (const auto& [at, seeds] : values[series]) {
      double mean = 0;
      for (const double value : seeds) mean += value / static_cast<double>(seeds.size());
      const auto [low, high] = std::minmax_element(seeds.begin(), seeds.end());
      points.push_back({{"x", at}, {"y", mean}, {"low", *low}, {"high", *high}, {"series", series}});
    }
  }
  return points;
}

Json vega(const LoadedExperiment& loaded, const PlotSheet& plot) {
  const AnyExperiment& experiment = *loaded.experiment;
  Json spec = {
      {"$schema", "https://vega.github.io/schema/vega/v5.json"},
      {"title", fmt::format("{}, {}", experiment.name, plot.arm)},
      {"width", 480},
      {"height", 300},
      {"padding", 8},
      {"data", Json::array({{{"name", "points"}, {"values", plot_points(loaded, plot)}}})},
      {"scales", Json::array({number_scale("x", "width", {"x"}, false),
                              number_scale("y", "height", {"low", "high"}, false),
                              {{"name", "colour"},
                               {"type", "ordinal"},
                               {"domain", {{"data", "points"}, {"field", "series"}}},
                               {"range", "category"}}})},
      {"axes", Json::array({axis("bottom", "x", title(experiment.columns[place(experiment.columns, plot.x)])),
                            axis("left", "y", title(experiment.columns[place(experiment.columns, plot.y)]))})},
      {"marks", Json::array({{{"type", "group"},
                              {"from", {{"facet", {{"name", "one"}, {"data", "points"}, {"groupby", "series"}}}}},
                              {"marks", Json::array({mark("area", {{"x", field("x", "x")},
                                                                   {"y", field("y", "low")},
                                                                   {"y2", field("y", "high")},
                                                                   {"fill", field("colour", "series")},
                                                                   {"fillOpacity", {{"value", 0.2}}}}),
                                                     mark("line", {{"x", field("x", "x")},
                                                                   {"y", field("y", "y")},
                                                                   {"stroke", field("colour", "series")},
                                                                   {"strokeWidth", {{"value", 2}}}})})}}})}};
  if (!plot.series.empty()) spec["legends"] = Json::array({{{"stroke", "colour"}, {"title", plot.series}}});
  return spec;
}

std::string file_name(const PlotSheet& plot) {
  std::string name = plot.y + "-over-" + plot.x + (plot.series.empty() ? "" : "-by-" + plot.series) + "." + plot.arm;
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

}  // namespace rederive
