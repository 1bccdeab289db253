#include "reference/kernels/pool2d_problem.h"

#include <limits>

#include <fmt/format.h>

#include "reference/core/error.h"

namespace rederive {

void require_pool2d(const char* kernel, const Pool2dShape& s) {
  if (s.window >= 1 && s.window <= s.height && s.window <= s.width && s.window <= kPool2dWidest && s.stride >= 1 &&
      s.channels >= 0) {
    return;
  }
  throw ShapeError(
      fmt::format("{}: windows of {} at a stride of {} over images of {} x {} x {}; a window must fit into "
                  "the image and be at most {} wide, and the stride be at least 1",
                  kernel, s.window, s.stride, s.height, s.width, s.channels, kPool2dWidest));
}

void require_places(const char* kernel, const View<const std::uint8_t>& chosen, Index rows, const Pool2dShape& shape) {
  require_pool2d(kernel, shape);
  if (chosen.rows == rows && chosen.cols == shape.output() && (rows <= 1 || chosen.stride >= chosen.cols)) return;
  throw ShapeError(fmt::format("{}: chosen is {} with a stride of {}, expected {}", kernel,
                               shape_text(chosen.rows, chosen.cols), chosen.stride, shape_text(rows, shape.output())));
}

Pooling pool2d_norm(float p) {
  if (!(p >= 1 && p < std::numeric_limits<float>::infinity())) {
    throw UsageError(fmt::format("Lp pooling with p = {}; take 1 <= p < infinity", p));
  }
  return p == 1 ? Pooling::sum : p == 2 ? Pooling::euclidean : Pooling::power;
}

const std::vector<std::string>& pool2d_axes() {
  static const std::vector<std::string> axes = {"n", "h", "w", "c", "m", "s", "kind"};
  return axes;
}

// All kinds on windows that fill the image and that do not, with a stride below, at and above the window.
const std::vector<Shape>& pool2d_check_shapes() {
  static const std::vector<Shape> shapes = [] {
    std::vector<Shape> all = {{0, 4, 4, 3, 2, 2, 0}, {2, 4, 4, 0, 2, 2, 1}};
    for (Index kind = 0; kind < 7; ++kind) {
      for (const Shape& shape : std::vector<Shape>{{1, 1, 1, 1, 1, 1},
                                                   {2, 4, 6, 3, 2, 2},
                                                   {1, 5, 7, 17, 2, 2},
                                                   {2, 7, 9, 16, 3, 2},
                                                   {1, 9, 8, 33, 3, 3},
                                                   {1, 8, 11, 5, 2, 3},
                                                   {1, 6, 5, 15, 5, 1},
                                                   {1, 16, 17, 2, 16, 1}}) {
        all.push_back(shape);
        all.back().push_back(kind);
      }
    }
    return all;
  }();
  return shapes;
}

const std::vector<Shape>& pool2d_bench_shapes() {
  static const std::vector<Shape> shapes = {{128, 24, 24, 64, 2, 2, 0}, {128, 24, 24, 64, 2, 2, 1},
                                            {128, 24, 24, 64, 2, 2, 3}, {128, 24, 24, 64, 2, 2, 4},
                                            {128, 24, 24, 64, 3, 2, 0}, {128, 24, 24, 64, 3, 2, 1}};
  return shapes;
}

Pool2dShape pool2d_shape(const Shape& shape) { return {shape[1], shape[2], shape[3], shape[4], shape[5]}; }

Pooling pool2d_kind(const Shape& shape) {
  constexpr Pooling kKinds[] = {Pooling::max,   Pooling::average, Pooling::sum,  Pooling::euclidean,
                                Pooling::power, Pooling::power,   Pooling::power};
  return kKinds[shape[6]];
}

float pool2d_p(const Shape& shape) {
  constexpr float kExponents[] = {0, 0, 1, 2, 3, 1.5F, 17};
  return kExponents[shape[6]];
}

}  // namespace rederive
