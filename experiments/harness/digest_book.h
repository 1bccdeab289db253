// The digests of one machine, each entered once and then held against every other place that computes it.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "experiments/harness/value.h"

namespace rederive {

/// Where something was computed.
struct Place {
  std::string target;
  int threads = 1;
  std::string variant;  // of a kernel; empty for a cell
  std::string text() const;
};

struct Divergence {
  std::string item;  // "gemm/m=3,n=7,..." or "rbm/cd_k k=1 ... seed 1": what is compared, and repeated, as one
  std::string part;  // "C", or "epoch 2: weights": the first of the item's parts that differs
  std::string first;
  std::string second;
  std::string first_digest;
  std::string second_digest;
  std::string repeat;  // the command
};

class DigestBook {
 public:
  /// A part's digest: entered where it is new, else compared with what stands there. Of each item only the first
  /// divergence is kept: what comes after it follows from it. `pattern` names the item on the command line.
  void add(const std::string& item, const std::string& part, const std::string& digest, const Place& place,
           const std::string& pattern);

  /// The same against another machine's digests, as json() gives them; `file` names them. What only one side has is
  /// counted, not compared. Throws where they are something else.
  struct Against {
    std::size_t compared = 0;
    std::size_t only_here = 0;
    std::size_t only_there = 0;
  };
  Against compare(const Json& digests, const std::string& file);

  std::size_t size() const { return entries_.size(); }
  std::size_t compared() const { return compared_; }
  const std::vector<Divergence>& divergences() const { return divergences_; }
  /// A list of {"item", "part", "digest"} in the order of computation.
  Json json() const;

 private:
  struct Entry {
    std::string item, part, digest, pattern;
    Place place;
  };
  void diverged(const Entry& entry, const std::string& second, const std::string& digest, const std::string& repeat);

  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> places_;  // in entries_
  std::set<std::string> diverged_;                       // items
  std::vector<Divergence> divergences_;
  std::size_t compared_ = 0;
};

}  // namespace rederive
