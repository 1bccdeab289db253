// Images moved over their plane. One image a row, (height, width); ShapeError unless rows are of that size and there is
// one.
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

/// Every image moved by `down` and `right` pixels; either may be negative. What leaves is lost, what comes in is 0.
Matrix moved(ConstMatrixView images, Index height, Index width, Index down, Index right);

/// Every image moved on a torus, by a shift of its own: all of height x width equally likely, one draw of the stream
/// an image. What an image shows is then as likely in any place.
Matrix rolled(ConstMatrixView images, Index height, Index width, const Stream& stream);

}  // namespace rederive
