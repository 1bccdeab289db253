// Many small pictures as one: filters and images side by side.
//
// The grid is nearly square (ceil(sqrt n) columns), filled row by row, with a black pixel between neighbours and none
// around; places left over are black.
#pragma once

#include "reference/core/image.h"
#include "reference/core/matrix.h"

namespace rederive {

/// Where one filter's height * width weights lie in the matrix: in a row, or (pixels x hidden units) in a column.
enum class FilterAxis { rows, columns };

/// Filters, each scaled by its own largest absolute weight: grey 128 is 0, 255 the largest positive and 1 the largest
/// negative value. An all-zero filter is grey 128; a weight that is not finite is black, which no other weight is.
/// Throws ShapeError when a filter's length is not height * width or there is none.
Image tiles(ConstMatrixView weights, Index height, Index width, FilterAxis axis = FilterAxis::columns);

/// Images, one in each row, their values from 0 (black) to 1 (white): probabilities or pixels. Values outside are cut
/// off; NaN is black. Throws ShapeError as tiles does.
Image tiles_of_images(ConstMatrixView images, Index height, Index width);

}  // namespace rederive
