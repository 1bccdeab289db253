// Where a matrix is not 0, row by row or column by column: what sparse_gemm reads in place of the matrix.
#if defined(REDERIVE_KERNELS_SPARSE_ROWS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_SPARSE_ROWS_INL_H_
#undef REDERIVE_KERNELS_SPARSE_ROWS_INL_H_
#else
#define REDERIVE_KERNELS_SPARSE_ROWS_INL_H_
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "reference/kernels/simd-inl.h"

#ifndef REDERIVE_KERNELS_SPARSE_ROWS_SHARED_
#define REDERIVE_KERNELS_SPARSE_ROWS_SHARED_
namespace rederive {

// Where some rows of op(A), in a block of l, are not 0: row after row, in increasing l.
struct SparseRows {
  std::vector<std::uint32_t> places;  // l, counted from the beginning of the block
  std::vector<std::size_t> ends;      // of each row
  bool ones = false;                  // whether these elements are all 1

  void make_room(Index rows, Index depth) {
    // Sixteen more than fit, for whole vectors.
    places.resize(std::max(places.size(), static_cast<std::size_t>(rows * depth) + 16));
    ends.resize(std::max(ends.size(), static_cast<std::size_t>(rows)));
  }
};

// The places of the bits of a byte, in increasing order.
struct PlacesOfBits {
  std::array<std::array<std::uint8_t, 8>, 256> row{};

  constexpr PlacesOfBits() {
    for (std::size_t bits = 0; bits < 256; ++bits) {
      std::size_t count = 0;
      for (std::uint8_t place = 0; place < 8; ++place) {
        if ((bits >> place & 1) != 0) row[bits][count++] = place;
      }
    }
  }
};
inline constexpr PlacesOfBits kPlacesOfBits;

}  // namespace rederive
#endif

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

using Places = hn::RebindToUnsigned<Floats>;
using PlaceVec = hn::Vec<Places>;

// Both write a vector of base + (the places of the bits), of which those of the bits count; they return how many.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL

class Lister {
 public:
  HWY_INLINE std::size_t operator()(FloatMask some, PlaceVec base, std::uint32_t* places) const {
    const PlaceVec all = hn::Add(base, iota_);
    hn::StoreU(hn::Compress(all, hn::RebindMask(Places(), some)), Places(), places);
    return hn::CountTrue(Floats(), some);
  }
  HWY_INLINE std::size_t operator()(std::uint64_t bits, PlaceVec base, std::uint32_t* places) const {
    return (*this)(hn::LoadMaskBits(Floats(), reinterpret_cast<const std::uint8_t*>(&bits)), base, places);
  }

 private:
  PlaceVec iota_ = hn::Iota(Places(), 0);  // made in memory, element by element: once a call, not once a vector
};

#else

// At most eight lanes. (Compress of Highway 1.0.3 copies its table to the stack in every call of AVX2: five times the
// time of the sums.)
class Lister {
 public:
  HWY_INLINE std::size_t operator()(FloatMask some, PlaceVec base, std::uint32_t* places) const {
    std::uint64_t bits = 0;
    hn::StoreMaskBits(Floats(), some, reinterpret_cast<std::uint8_t*>(&bits));
    return (*this)(bits, base, places);
  }
  HWY_INLINE std::size_t operator()(std::uint64_t bits, PlaceVec base, std::uint32_t* places) const {
    constexpr std::uint64_t kLanes = (1U << hn::MaxLanes(Floats())) - 1;
    const hn::Rebind<std::uint8_t, Places> bytes;
    const auto& row = kPlacesOfBits.row[bits & kLanes];
    hn::StoreU(hn::Add(base, hn::PromoteTo(Places(), hn::LoadU(bytes, row.data()))), Places(), places);
    return static_cast<std::size_t>(std::popcount(bits & kLanes));
  }
};

#endif

inline void ListRows(ConstMatrixView a, SparseRows& to) {
  const Floats d;
  const Places places;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const FloatVec one = hn::Set(d, 1.0F);
  const Lister list;
  const PlaceVec step = hn::Set(places, static_cast<std::uint32_t>(lanes));
  std::uint32_t* const listed = to.places.data();
  FloatVec others = hn::Zero(d);  // what is neither 0 nor 1 leaves a bit here
  std::size_t count = 0;
  for (Index i = 0; i < a.rows; ++i) {
    PlaceVec base = hn::Zero(places);
    for (Index l = 0; l < a.cols; l += lanes, base = hn::Add(base, step)) {
      const FloatVec x = l + lanes <= a.cols ? hn::LoadU(d, a.row(i) + l) : LoadFirst(d, a.row(i) + l, a.cols - l);
      const FloatMask some = hn::Ne(x, hn::Zero(d));
      others = hn::Or(others, hn::IfThenElseZero(some, hn::Xor(x, one)));
      count += list(some, base, listed + count);
    }
    to.ends[static_cast<std::size_t>(i)] = count;
  }
  to.ones = hn::AllTrue(places, hn::Eq(hn::BitCast(places, others), hn::Zero(places)));
}

// Row i of A' is column i of A: one bit for each of 32 rows of A says where it is not 0.
inline void ListColumns(ConstMatrixView a, SparseRows& to) {
  const Floats d;
  const Places places;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const FloatVec one = hn::Set(d, 1.0F);
  const Index words = (a.rows + 31) / 32;
  const Index row = a.cols + 16;
  thread_local std::vector<std::uint32_t> bits;
  bits.resize(std::max(bits.size(), static_cast<std::size_t>(words * row)));
  FloatVec others = hn::Zero(d);
  for (Index w = 0; w < words; ++w) {
    for (Index i = 0; i < a.cols; i += lanes) {
      const FloatMask here = hn::FirstN(d, static_cast<std::size_t>(std::min(lanes, a.cols - i)));
      auto found = hn::Zero(places);
      auto bit = hn::Set(places, 1);
      for (Index n = 32 * w; n < std::min(a.rows, 32 * (w + 1)); ++n, bit = hn::Add(bit, bit)) {
        const FloatVec x = LoadMasked(here, d, a.row(n) + i);
        const FloatMask some = hn::Ne(x, hn::Zero(d));
        others = hn::Or(others, hn::IfThenElseZero(some, hn::Xor(x, one)));
        found = hn::Or(found, hn::IfThenElseZero(hn::RebindMask(places, some), bit));
      }
      hn::StoreU(found, places, bits.data() + w * row + i);
    }
  }
  to.ones = hn::AllTrue(places, hn::Eq(hn::BitCast(places, others), hn::Zero(places)));
  const Lister list;
  const PlaceVec step = hn::Set(places, static_cast<std::uint32_t>(lanes));
  std::uint32_t* const listed = to.places.data();
  std::size_t count = 0;
  for (Index i = 0; i < a.cols; ++i) {
    PlaceVec base = hn::Zero(places);
    for (Index n = 0; n < a.rows; n += lanes, base = hn::Add(base, step)) {
      const std::uint64_t left = bits[static_cast<std::size_t>(n / 32 * row + i)] >> n % 32;
      count += list(left, base, listed + count);
    }
    to.ends[static_cast<std::size_t>(i)] = count;
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
