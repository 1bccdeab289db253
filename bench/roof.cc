#include "bench/roof.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <unistd.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/roof.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// Enough chains to hide a latency of 4 cycles in two units, few enough for the 16 registers of AVX2.
constexpr int kChains = 12;

// flops done in `rounds` rounds of independent multiply-adds; the result goes to `sink`, or there would be nothing to
// do.
double RunMultiplyAdds(std::int64_t rounds, float* sink) {
  const Floats d;
  const FloatVec factor = hn::Set(d, sink[0]);
  const FloatVec term = hn::Set(d, sink[1]);
  FloatVec sum[kChains];
#pragma GCC unroll 12
  for (int i = 0; i < kChains; ++i) sum[i] = hn::Set(d, static_cast<float>(i));
  for (std::int64_t r = 0; r < rounds; ++r) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; ++i) sum[i] = FusedMulAdd(sum[i], factor, term);
  }
  FloatVec total = hn::Zero(d);
#pragma GCC unroll 12
  for (int i = 0; i < kChains; ++i) total = hn::Add(total, sum[i]);
  hn::StoreU(total, d, sink);
  return 2.0 * kChains * static_cast<double>(hn::Lanes(d)) * static_cast<double>(rounds);
}

// Reads `count` floats, a multiple of eight vectors, `rounds` times.
void RunReads(const float* from, Index count, std::int64_t rounds, float* sink) {
  constexpr int kAtOnce = 8;
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  FloatVec sum[kAtOnce];
#pragma GCC unroll 8
  for (int i = 0; i < kAtOnce; ++i) sum[i] = hn::Zero(d);
  for (std::int64_t r = 0; r < rounds; ++r) {
    for (Index p = 0; p < count; p += kAtOnce * lanes) {
#pragma GCC unroll 8
      for (int i = 0; i < kAtOnce; ++i) sum[i] = hn::Add(sum[i], hn::LoadU(d, from + p + i * lanes));
    }
  }
  FloatVec total = hn::Zero(d);
#pragma GCC unroll 8
  for (int i = 0; i < kAtOnce; ++i) total = hn::Add(total, sum[i]);
  hn::StoreU(total, d, sink);
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/kernels/targets.h"

namespace rederive {

HWY_EXPORT(RunMultiplyAdds);
HWY_EXPORT(RunReads);

namespace bench {
namespace {

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// The best of several pieces: whatever else runs here can only slow a piece down.
template <class Piece>
double best_rate(double least_seconds, const Piece& piece) {
  piece();
  double best = 0;
  const double end = seconds() + least_seconds;
  do {
    const double start = seconds();
    const double done = piece();
    best = std::max(best, done / (seconds() - start));
  } while (seconds() < end);
  return best;
}

double cache_size(int which, double otherwise) {
  const long size = sysconf(which);
  return size > 0 ? static_cast<double>(size) : otherwise;
}

Level read_level(const char* name, double capacity, double buffer, const float* memory, float* sink) {
  constexpr Index kStep = 128;  // eight of the widest vectors
  const Index count = std::max<Index>(1, static_cast<Index>(buffer / sizeof(float)) / kStep) * kStep;
  const double bytes = static_cast<double>(count) * sizeof(float);
  const auto rounds = static_cast<std::int64_t>(std::max(1.0, 4e6 / bytes));
  const double rate = best_rate(0.08, [&] {
    HWY_DYNAMIC_DISPATCH(RunReads)(memory, count, rounds, sink);
    return bytes * static_cast<double>(rounds);
  });
  return {name, capacity, bytes, rate};
}

}  // namespace

const Level& Roof::level(double bytes) const {
  const auto fits = [bytes](const Level& l) { return bytes <= l.capacity; };
  const auto found = std::find_if(levels.begin(), levels.end(), fits);
  return found == levels.end() ? levels.back() : *found;
}

double Roof::reachable(const Cost& cost) const {
  return std::min(flops, cost.flops / cost.bytes * level(cost.bytes).bandwidth);
}

Roof measure_roof() {
  Roof roof;
  roof.target = chosen_target();
  alignas(64) float sink[64] = {0.5F, 1.0F};
  roof.flops = best_rate(0.1, [&] {
    sink[0] = 0.5F;
    sink[1] = 1.0F;
    return HWY_DYNAMIC_DISPATCH(RunMultiplyAdds)(100000, sink);
  });
  // Where the system does not say: 32 KB, 1 MB and 32 MB.
  const double l1 = cache_size(_SC_LEVEL1_DCACHE_SIZE, 0x1p15);
  const double l2 = cache_size(_SC_LEVEL2_CACHE_SIZE, 0x1p20);
  const double l3 = cache_size(_SC_LEVEL3_CACHE_SIZE, 0x1p25);
  // A third cache of hundreds of megabytes is shared with strangers: 8 times the second is surely in ours, and 256 MB
  // stand for memory, though a large cache may hold part of them.
  constexpr double kMemoryBuffer = 0x1p28;
  const double third = std::min(8 * l2, l3 / 2);
  const AlignedFloats memory = aligned_zeros(static_cast<Index>(kMemoryBuffer / sizeof(float)));
  roof.levels = {read_level("L1", l1, l1 / 2, memory.get(), sink), read_level("L2", l2, l2 / 2, memory.get(), sink),
                 read_level("L3", std::min(l3, kMemoryBuffer / 2), third, memory.get(), sink),
                 read_level("memory", 0, kMemoryBuffer, memory.get(), sink)};
  return roof;
}

}  // namespace bench
}  // namespace rederive
#endif
