#include "reference/kernels/conv2d.h"

#include <vector>

#include "reference/core/sha256.h"
#include "reference/kernels/gemm.h"
#include "reference/kernels/targets.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

// Numbers in [-1, 1) of sixteen bits, by no generator that could ever change.
Matrix some_matrix(Index rows, Index cols, Index kind) {
  Matrix m(rows, cols);
  for (Index i = 0; i < m.size(); ++i) {
    m.data()[i] = static_cast<float>((i * i * 7919 + i * 40503 + kind) % 65536 - 32768) / 32768;
  }
  return m;
}

std::vector<float> numbers(const Matrix& m) { return {m.data(), m.data() + m.size()}; }

std::string_view bytes(const float* data, Index count) {
  return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(count) * sizeof(float)};
}

}  // namespace

TEST_CASE("conv2d: sizes as the ConvNet has them") {
  const Conv2dShape second{26, 26, 32, 3, 3, 64, 1};
  CHECK((second.out_height() == 24 && second.out_width() == 24));
  CHECK((second.image() == 21632 && second.output() == 36864 && second.weight_rows() == 288));
  const Conv2dShape strided{9, 10, 1, 3, 3, 1, 2};
  CHECK((strided.out_height() == 4 && strided.out_width() == 4));
}

// The numbers of tests/reference/oracles/conv2d_test.cc, here as float32.
TEST_CASE("conv2d: two channels, two filters and a stride, by hand") {
  const Conv2dShape shape{1, 5, 2, 1, 2, 2, 2};
  Matrix x(1, 10);
  Matrix w(4, 2);
  for (int i = 0; i < 10; ++i) x(0, i) = static_cast<float>(i + 1);
  for (int i = 0; i < 4; ++i) w(i, 0) = 1, w(i, 1) = static_cast<float>(i);
  const std::vector<float> bias = {0.5F, -0.25F};
  Matrix y(1, 4);
  conv2d_forward(shape, x, w, bias, y);
  CHECK(numbers(y) == std::vector<float>{10.5F, 19.75F, 26.5F, 43.75F});
  Matrix g(1, 4);
  g(0, 0) = 1, g(0, 1) = 10, g(0, 2) = 100, g(0, 3) = 1000;
  Matrix dx(1, 10);
  conv2d_to_data(shape, g, w, dx);
  CHECK(numbers(dx) == std::vector<float>{1, 11, 21, 31, 100, 1100, 2100, 3100, 0, 0});
  Matrix dw(4, 2);
  std::vector<float> dbias(2);
  conv2d_to_weights(shape, x, g, dw, dbias);
  CHECK(numbers(dw) == std::vector<float>{501, 5010, 602, 6020, 703, 7030, 804, 8040});
  CHECK(dbias == std::vector<float>{101, 1010});
}

TEST_CASE("conv2d: a 1 x 1 kernel has the bits of gemm, forward and to data") {
  const Conv2dShape shape{5, 7, 19, 1, 1, 33, 1};
  const Matrix x = some_matrix(2, shape.image(), 1);
  const Matrix w = some_matrix(19, 33, 2);
  Matrix y(2, shape.output());
  conv2d_forward(shape, x, w, {}, y);
  Matrix product(70, 33);
  gemm(1, {x.data(), 70, 19, 19}, Op::none, w, Op::none, 0, product);
  CHECK(numbers(y) == numbers(product));
  Matrix dx(2, shape.image());
  conv2d_to_data(shape, y, w, dx);
  Matrix back(70, 19);
  gemm(1, product, Op::none, w, Op::transpose, 0, back);
  CHECK(numbers(dx) == numbers(back));
}

TEST_CASE("conv2d: a batch in blocks, added up in order, has the bits of the whole batch") {
  const Conv2dShape shape{6, 5, 3, 3, 2, 20, 1};
  const Matrix x = some_matrix(21, shape.image(), 1);
  const Matrix g = some_matrix(21, shape.output(), 3);
  Matrix whole(shape.weight_rows(), 20);
  std::vector<float> whole_bias(20);
  conv2d_to_weights(shape, x, g, whole, whole_bias);
  Matrix sum(shape.weight_rows(), 20);
  std::vector<float> sum_bias(20);
  for (Index n = 0; n < 21; n += kConv2dBlock) {
    const Index count = std::min(kConv2dBlock, 21 - n);
    Matrix part(shape.weight_rows(), 20);
    std::vector<float> part_bias(20);
    conv2d_to_weights(shape, x.view().row_range(n, count), g.view().row_range(n, count), part, part_bias);
    for (Index i = 0; i < sum.size(); ++i) sum.data()[i] += part.data()[i];
    for (std::size_t f = 0; f < 20; ++f) sum_bias[f] += part_bias[f];
  }
  CHECK(numbers(sum) == numbers(whole));
  CHECK(sum_bias == whole_bias);
}

TEST_CASE("conv2d: the digest of results is the same on every target, and known") {
  const Conv2dShape shapes[] = {
      {28, 28, 1, 3, 3, 32, 1}, {12, 11, 32, 3, 3, 64, 1}, {7, 9, 5, 4, 2, 70, 1}, {9, 10, 3, 3, 3, 7, 2}};
  for (const std::string& target : supported_targets()) {
    force_target(target);
    Sha256 hash;
    for (const Conv2dShape& shape : shapes) {
      const Matrix x = some_matrix(9, shape.image(), 1);
      const Matrix w = some_matrix(shape.weight_rows(), shape.filters, 2);
      const Matrix bias = some_matrix(1, shape.filters, 4);
      Matrix y(9, shape.output());
      Matrix dx(9, shape.image());
      Matrix dw(shape.weight_rows(), shape.filters);
      Matrix dbias(1, shape.filters);
      const auto filters = static_cast<std::size_t>(shape.filters);
      conv2d_forward(shape, x, w, {bias.data(), filters}, y);
      conv2d_to_data(shape, y, w, dx);
      conv2d_to_weights(shape, x, y, dw, {dbias.data(), filters});
      for (const Matrix* m : {&y, &dx, &dw, &dbias}) hash.add(bytes(m->data(), m->size()));
    }
    force_target("");
    INFO(target);
    CHECK(hash.finish_hex().substr(0, 16) == "c1f847d82f02d85f");
  }
}

TEST_CASE("conv2d: shapes that do not fit are named") {
  const Conv2dShape shape{5, 6, 2, 3, 3, 4, 1};
  Matrix x(2, 60);
  Matrix w(18, 4);
  Matrix y(2, 48);
  const std::vector<float> bias(4);
  CHECK_NOTHROW(conv2d_forward(shape, x, w, bias, y));
  CHECK_THROWS_WITH(conv2d_forward(shape, y, w, bias, y), ContainsSubstring("2 x 48") && ContainsSubstring("2 x 60"));
  CHECK_THROWS_WITH(conv2d_forward(shape, x, x, bias, y), ContainsSubstring("weights") && ContainsSubstring("18 x 4"));
  CHECK_THROWS_WITH(conv2d_forward(shape, x, w, std::vector<float>(3), y), ContainsSubstring("bias has 3"));
  CHECK_THROWS_WITH(conv2d_forward(shape, x, w, bias, x), ContainsSubstring("2 x 60"));
  CHECK_THROWS_WITH(conv2d_to_data(shape, x, w, x), ContainsSubstring("conv2d_to_data: g"));
  CHECK_THROWS_WITH(conv2d_to_data(shape, y, w, y), ContainsSubstring("conv2d_to_data: dx"));
  std::vector<float> dbias(5);
  CHECK_THROWS_WITH(conv2d_to_weights(shape, x, y, w, dbias), ContainsSubstring("dbias has 5"));
  Conv2dShape large = shape;
  large.kernel_width = 7;
  CHECK_THROWS_WITH(conv2d_forward(large, x, w, bias, y), ContainsSubstring("3 x 7") && ContainsSubstring("5 x 6 x 2"));
  Conv2dShape still = shape;
  still.stride = 0;
  CHECK_THROWS_WITH(conv2d_to_data(still, y, w, x), ContainsSubstring("stride of 0"));
}
