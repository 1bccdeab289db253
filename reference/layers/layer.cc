#include "reference/layers/layer.h"

namespace rederive {

std::string Volume::text() const {
  if (height == 1 && width == 1) return std::to_string(channels);
  return std::to_string(height) + " x " + std::to_string(width) + " x " + std::to_string(channels);
}

}  // namespace rederive
