// An experiment with its types erased: what the rest of the harness works with, and the registry of all of them.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "experiments/harness/declaration.h"

namespace rederive {

struct ParameterSheet {
  std::string name;
  std::string meaning;
  Value standard;  // the default
  Range range;
  std::vector<std::string> choices;
};

struct ColumnSheet {
  std::string name;
  std::string unit;
  Tolerance tolerance;
  Better better = Better::neither;
  Value like;  // some value of its type
};

struct ClaimSheet {
  std::string id;
  bool needs_mnist = true;
  std::vector<std::string> with = {};  // experiments whose cells decide it, too
};

struct AxisSheet {
  std::string parameter;
  std::vector<Value> values;
};
struct ArmSheet {
  std::string name;
  std::vector<AxisSheet> axes;
  Profile from = Profile::smoke;
};

struct PlotSheet {
  std::string arm;
  std::string x;  // columns
  std::string y;
  std::string series;  // a parameter, or ""
};

/// Values that the user put in the place of a parameter's default or sweep.
using Overrides = std::vector<std::pair<std::string, std::vector<Value>>>;

/// One point of the grid; a point may belong to several arms.
struct GridPoint {
  Settings settings;
  std::vector<std::string> arms;
  double seconds = 1;  // rough cost
  std::uint64_t most_seeds = std::numeric_limits<std::uint64_t>::max();
};

/// A finished cell on its way to the claims.
struct FinishedCell {
  std::string experiment;
  std::vector<std::string> arms;
  Settings settings;
  std::uint64_t seed = 0;
  std::vector<std::vector<Value>> rows;
};

/// Names a function that runs cells; it is compared, never called.
using Computation = void (*)();

class AnyExperiment {
 public:
  virtual ~AnyExperiment() = default;

  std::string name;  // its path below experiments/, without .cc
  std::string title;
  std::string source;
  Needs data = Needs::nothing;
  bool wide = false;       // its cells run one at a time, each on all threads
  bool immediate = false;  // takes a moment and is the same in every profile: its claims are judged without a run
  SeedCounts seeds;
  std::vector<ParameterSheet> parameters;
  std::vector<ColumnSheet> columns;
  std::vector<ClaimSheet> claims;
  std::vector<ArmSheet> arms;
  std::vector<PlotSheet> plots;
  /// Experiments that have it in common have the same rows at the same settings, seed and data. Null: no other's.
  Computation computation = nullptr;

  const ParameterSheet* parameter(std::string_view parameter_name) const;

  /// All settings of this profile, each once. Overrides replace defaults and sweeps alike; every value is checked
  /// against its parameter's range: UsageError names the flag, the value and what is allowed.
  virtual std::vector<GridPoint> grid(Profile profile, const Overrides& overrides) const = 0;
  virtual CellResult run(const Settings& settings, const CellContext& context) const = 0;
  /// One finding per claim, in the order of `claims`, from its own cells and those of the experiments that a claim
  /// names beside.
  virtual std::vector<Finding> judge(const std::vector<FinishedCell>& cells) const = 0;
};

/// All registered experiments, by name.
const std::vector<const AnyExperiment*>& experiments();

/// Those that match any of the patterns (a name, or a glob with * and ?); all without patterns. UsageError where
/// a pattern matches nothing.
std::vector<const AnyExperiment*> matching(const std::vector<std::string>& patterns);

namespace detail {
void add_experiment(std::unique_ptr<const AnyExperiment> experiment);
/// "rbm/cd_k" from ".../experiments/rbm/cd_k.cc".
std::string name_from_path(std::string_view path);
/// Throws UsageError when the value is not one that the parameter may have.
void check_value(const ParameterSheet& parameter, const Value& value);
}  // namespace detail

}  // namespace rederive
