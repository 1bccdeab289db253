// What a cell computes on its way, as digests in the order of their making. `rederive verify-bits` listens; a run whose
// numbers are wanted does not, and pays nothing.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rederive {

struct TracePoint {
  int epoch = 0;       // 0 before the first
  std::string name;    // "weights", "row: train_xent", "picture: filters"
  std::string digest;  // of a tensor; a number of a row stands for itself
  bool operator==(const TracePoint&) const = default;
};

class Trace {
 public:
  /// What comes now belongs to this epoch.
  void enter(int epoch) { epoch_ = epoch; }
  void add(std::string_view name, std::string digest) {
    points_.push_back({epoch_, std::string(name), std::move(digest)});
  }
  const std::vector<TracePoint>& points() const { return points_; }

 private:
  int epoch_ = 0;
  std::vector<TracePoint> points_;
};

}  // namespace rederive
