// Agreement first, then time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/roof.h"
#include "bench/rows.h"

namespace rederive::bench {

struct Result {
  Row row;
  Agreement agreement;
  std::vector<double> seconds;  // one call, per repetition, ascending; CPU time, since others may use this machine too
  Cost cost;

  double median() const;
  double flop_rate() const { return cost.flops / median(); }
  double byte_rate() const { return cost.bytes / median(); }
};

/// Every row against its oracle; those that failed carry no seconds and are not timed by time_rows.
std::vector<Result> check_rows(const std::vector<Row>& rows);

/// Google Benchmark with `flags` over the rows that agree. Throws UsageError for a flag that it does not know.
void time_rows(std::vector<Result>& results, const Roof& roof, const std::vector<std::string>& flags);

}  // namespace rederive::bench
