#include "experiments/harness/compare.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "experiments/harness/statistics.h"
#include "reference/core/error.h"

namespace rederive {
namespace {

constexpr double kChangeAlpha = 0.01;
constexpr double kEquivalenceAlpha = 0.05;

using Pair = std::pair<const ResultCell*, const ResultCell*>;  // run, baseline

// The first place where two cells differ, or nothing.
std::string first_difference(const Pair& pair, const std::vector<std::string>& columns) {
  const auto& [run, base] = pair;
  for (std::size_t r = 0; r < std::min(run->rows.size(), base->rows.size()); ++r) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (same_bits(run->rows[r][c], base->rows[r][c])) continue;
      return fmt::format("row {}, {}: {} where the baseline has {}", r + 1, columns[c], text(run->rows[r][c]),
                         text(base->rows[r][c]));
    }
  }
  if (run->rows.size() != base->rows.size()) {
    return fmt::format("{} rows where the baseline has {}", run->rows.size(), base->rows.size());
  }
  for (const auto& [name, digest] : base->pictures.items()) {
    if (run->pictures.value(name, "") != digest) return "picture '" + name + "' has other pixels";
  }
  return run->pictures == base->pictures ? "" : "it has other pictures";
}

bool is_word(const Value& value) { return std::holds_alternative<std::string>(value); }

struct Comparable {
  const ColumnSheet* column;
  std::size_t index;
  Settings settings;
  std::vector<double> differences;  // run - baseline, by seed
  double baseline_mean = 0;
};

Comparable last_rows(const std::vector<Pair>& pairs, const ColumnSheet& column, std::size_t index) {
  Comparable c{.column = &column, .index = index, .settings = pairs.front().first->key.settings, .differences = {}};
  for (const auto& [run, base] : pairs) {
    const double before = number(base->rows.back()[index]);
    c.differences.push_back(number(run->rows.back()[index]) - before);
    c.baseline_mean += before / static_cast<double>(pairs.size());
  }
  return c;
}

ColumnDifference judge(const Comparable& c, double p_change) {
  ColumnDifference result{
      .settings = c.settings, .column = c.column->name, .outcome = Outcome::undecided, .evidence = {}};
  if (!testable(c.differences) || !testable({&c.baseline_mean, 1})) {
    result.outcome = Outcome::changed;
    result.evidence = "a value is not finite, or too large for statistics";
    return result;
  }
  if (c.differences.size() < 2) {
    result.evidence = fmt::format("difference {:.4g} in one seed: too few to test", c.differences.front());
    return result;
  }
  const double shift = mean(c.differences);
  const double margin = c.column->tolerance.relative * std::fabs(c.baseline_mean);
  const bool within = margin > 0 && equivalence(c.differences, margin, kEquivalenceAlpha).equivalent(kEquivalenceAlpha);
  result.evidence = fmt::format("mean {:+.4g} on {:.5g} (tolerance {:.2g}), n={}, Holm p={:.2g}", shift,
                                c.baseline_mean, margin, c.differences.size(), p_change);
  if (within) {
    result.outcome = Outcome::equivalent;
  } else if (p_change <= kChangeAlpha) {
    const bool good =
        (c.column->better == Better::lower && shift < 0) || (c.column->better == Better::higher && shift > 0);
    result.outcome = good ? Outcome::better : Outcome::changed;
  }
  return result;
}

// What the statistics of one comparison need before Holm can see all of them.
struct Pending {
  std::size_t comparison;
  Comparable values;
};

const AnyExperiment& experiment_named(const std::string& name) {
  for (const AnyExperiment* e : experiments()) {
    if (e->name == name) return *e;
  }
  throw Error("no experiment " + name);
}

void collect(const AnyExperiment& experiment, const std::vector<Pair>& differing, std::size_t comparison,
             std::vector<Pending>& pending) {
  std::map<Settings, std::vector<Pair>> groups;
  for (const Pair& pair : differing) {
    if (!pair.first->rows.empty() && !pair.second->rows.empty()) groups[pair.first->key.settings].push_back(pair);
  }
  for (const auto& [settings, pairs] : groups) {
    for (std::size_t c = 0; c < experiment.columns.size(); ++c) {
      const bool numbers = std::none_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
        return is_word(pair.first->rows.back()[c]) || is_word(pair.second->rows.back()[c]);
      });
      if (!numbers) continue;
      Comparable values = last_rows(pairs, experiment.columns[c], c);
      if (std::any_of(values.differences.begin(), values.differences.end(), [](double d) { return d != 0; })) {
        pending.push_back({comparison, std::move(values)});
      }
    }
  }
}

ExperimentComparison compare_cells(const ResultSet& run, const ResultSet& base, const AnyExperiment& experiment,
                                   const RunOptions& options, std::vector<Pair>& differing) {
  ExperimentComparison comparison{.experiment = run.experiment};
  std::map<std::pair<Settings, std::uint64_t>, const ResultCell*> by_place;
  for (const ResultCell& cell : base.cells) by_place[{cell.key.settings, cell.key.seed}] = &cell;
  for (const ResultCell& cell : run.cells) {
    const auto found = by_place.find({cell.key.settings, cell.key.seed});
    if (found == by_place.end()) {
      ++comparison.added;
      continue;
    }
    const Pair pair{&cell, found->second};
    by_place.erase(found);
    comparison.bits_promised &= cell.key.variants == pair.second->key.variants && cell.format == pair.second->format;
    const std::string difference = first_difference(pair, run.columns);
    if (difference.empty()) {
      ++comparison.same;
      continue;
    }
    ++comparison.differing;
    differing.push_back(pair);
    if (comparison.first_difference.empty()) {
      comparison.first_difference = fmt::format("{} seed {}: {}", text(cell.key.settings), cell.key.seed, difference);
      comparison.repeat = repeat_command({.experiment = &experiment, .key = cell.key, .arms = {}}, options);
    }
  }
  comparison.absent = by_place.size();
  return comparison;
}

}  // namespace

std::string_view text(Outcome outcome) {
  constexpr std::string_view kWords[] = {"same", "equivalent", "undecided", "better", "changed"};
  return kWords[static_cast<int>(outcome)];
}

std::vector<ExperimentComparison> compare(const std::vector<ResultSet>& run, const std::vector<ResultSet>& baseline,
                                          const RunOptions& options) {
  std::vector<ExperimentComparison> comparisons;
  std::vector<Pending> pending;
  for (const ResultSet& set : run) {
    const auto base = std::find_if(baseline.begin(), baseline.end(),
                                   [&](const ResultSet& other) { return other.experiment == set.experiment; });
    std::string note;
    if (base == baseline.end()) {
      note = "it has no baseline for these data and this profile";
    } else if (set.cells.empty()) {
      note = "the run holds no cell of it";
    } else if (base->data != set.data) {
      note =
          "the baseline is of other data (digest " + base->data.substr(0, 12) + ", not " + set.data.substr(0, 12) + ")";
    } else if (base->columns != set.columns) {
      note = "the baseline has other columns";
    }
    if (!note.empty()) {
      comparisons.push_back({.experiment = set.experiment, .note = note});
      continue;
    }
    const AnyExperiment& experiment = experiment_named(set.experiment);
    std::vector<Pair> differing;
    comparisons.push_back(compare_cells(set, *base, experiment, options, differing));
    collect(experiment, differing, comparisons.size() - 1, pending);
  }
  std::vector<double> p_values;
  for (const Pending& p : pending) {
    const std::vector<double>& differences = p.values.differences;
    const bool enough = differences.size() >= 2 && testable(differences);
    p_values.push_back(enough ? paired_t(differences, Alternative::two_sided).p : 1.0);
  }
  const std::vector<double> adjusted = holm(p_values);
  for (std::size_t i = 0; i < pending.size(); ++i) {
    comparisons[pending[i].comparison].columns.push_back(judge(pending[i].values, adjusted[i]));
  }
  return comparisons;
}

int exit_code(const std::vector<ExperimentComparison>& comparisons) {
  std::size_t compared = 0;
  bool failed = false;
  bool better = false;
  bool undecided = false;
  for (const ExperimentComparison& c : comparisons) {
    compared += c.same + c.differing;
    bool improved = false;
    for (const ColumnDifference& column : c.columns) {
      failed |= column.outcome == Outcome::changed;
      improved |= column.outcome == Outcome::better;
      undecided |= column.outcome == Outcome::undecided;
    }
    failed |= c.differing > 0 && c.bits_promised && !improved;
    better |= improved;
  }
  if (failed) return 1;
  if (better) return 4;
  return compared == 0 || undecided ? 3 : 0;
}

std::string text(const ExperimentComparison& c) {
  if (!c.note.empty()) return fmt::format("{}: not compared: {}\n", c.experiment, c.note);
  std::string lines = fmt::format("{}: {} of {} cells have the same bits", c.experiment, c.same, c.same + c.differing);
  if (c.added > 0) lines += fmt::format(", {} are new", c.added);
  if (c.absent > 0) lines += fmt::format(", {} of the baseline are not in the run", c.absent);
  lines += "\n";
  if (c.differing > 0) {
    lines += fmt::format("  first difference{}: {}; repeat: {}\n",
                         c.bits_promised ? "" : " (no bits are promised between these kernels or formats)",
                         c.first_difference, c.repeat);
  }
  for (const ColumnDifference& d : c.columns) {
    lines += fmt::format("  {:<10} {} [{}]: {}\n", text(d.outcome), d.column, text(d.settings), d.evidence);
  }
  return lines;
}

Json to_json(const ExperimentComparison& c) {
  Json columns = Json::array();
  for (const ColumnDifference& d : c.columns) {
    columns.push_back({{"settings", to_json(d.settings)},
                       {"column", d.column},
                       {"outcome", text(d.outcome)},
                       {"evidence", d.evidence}});
  }
  return {{"experiment", c.experiment},
          {"same", c.same},
          {"differing", c.differing},
          {"new", c.added},
          {"absent", c.absent},
          {"bits_promised", c.bits_promised},
          {"first_difference", c.first_difference},
          {"repeat", c.repeat},
          {"note", c.note},
          {"columns", std::move(columns)}};
}

}  // namespace rederive
