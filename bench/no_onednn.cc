#include "bench/foreign.h"

namespace rederive::bench {

const std::vector<ForeignRival>& foreign_rivals() {
  static const std::vector<ForeignRival> none;
  return none;
}

std::string onednn_version() { return ""; }

}  // namespace rederive::bench
