// Lines of a picture that was drawn here, counted.
#include "reference/models/diagonal_counts.h"

#include <string>

#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix drawn(const std::vector<std::string>& rows) {
  Matrix image(std::ssize(rows), std::ssize(rows.front()));
  for (Index i = 0; i < image.rows(); ++i) {
    for (Index j = 0; j < image.cols(); ++j) {
      image(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] == '#' ? 1.0F : 0.0F;
    }
  }
  return image;
}

}  // namespace

TEST_CASE("a kernel answers 3 to the middle of a line that runs its way") {
  const Matrix image = drawn({"....#.",  //
                              "...#..",  //
                              "..#..#",  //
                              "......"});
  const Matrix rising = diagonal_map(image, Diagonal::rising);
  CHECK(rising.rows() == 2);
  CHECK(rising.cols() == 4);
  CHECK(rising(0, 2) == 3);
  CHECK(rising(0, 1) == 0);
  CHECK(rising(1, 1) == 2);
  CHECK(count_peaks(rising) == 1);
  CHECK(count_peaks(diagonal_map(image, Diagonal::falling)) == 0);
  CHECK_THROWS_AS(diagonal_map(Matrix(2, 5), Diagonal::rising), ShapeError);
}

TEST_CASE("a longer line is one run of peaks, whichever way it runs") {
  const Matrix image = drawn({"......#..",  //
                              ".....#...",  //
                              "....#....",  //
                              "...#.....",  //
                              "#.......#",  //
                              ".#.....#.",  //
                              "..#...#..",  //
                              "...#....."});
  const Matrix rising = diagonal_map(image, Diagonal::rising);
  CHECK(count_peaks(rising) == 3);
  CHECK(runs_of_peaks(rising, Diagonal::rising) == std::vector<int>{2, 1});
  CHECK(runs_of_peaks(diagonal_map(image, Diagonal::falling), Diagonal::falling) == std::vector<int>{2});
  CHECK(runs_of_peaks(image) == std::vector<int>{2, 1, 2});
}
