// What a run of the benchmark says: a table for people, one JSON object for programs, a comparison with an earlier one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "bench/machine.h"
#include "bench/roof.h"
#include "bench/run.h"

namespace rederive::bench {

/// The best rival's result on the same kernel and shape in this run, or null where none was timed.
const Result* best_rival(const std::vector<Result>& results, const Result& of);

std::string roof_table(const Machine& machine, const Roof& roof);
/// One table per kernel, shapes together, fastest variant first.
std::string results_table(const std::vector<Result>& results, const Roof& roof);

/// {"schema": "rederive.bench/1", ...}
nlohmann::ordered_json to_json(const Machine& machine, const Roof& roof, const std::vector<Result>& results);

/// The seconds of an earlier run, by row: ascending repetitions.
using Earlier = std::map<std::string, std::vector<double>>;

/// From a file that holds what to_json made. Throws IoError for a file that does not, UnavailableError where it was
/// made on another machine or target.
Earlier read_earlier(const std::string& file, const Machine& machine);

struct Comparison {
  struct Line {
    std::string row;
    double then = 0;  // seconds, medians
    double now = 0;
    std::string verdict;  // "same", "faster", "slower"
  };
  std::vector<Line> lines;
  std::vector<std::string> unmatched;  // timed now, not earlier

  bool slower() const;
};

/// A row is slower (or faster) when the medians differ by a tenth and the ranges of the repetitions do not meet.
Comparison compare(const Earlier& earlier, const std::vector<Result>& results);
std::string comparison_table(const Comparison& comparison);

}  // namespace rederive::bench
