// Bernoulli units in double: p = 1 / (1 + exp(-z)), their samples, and the cost -t log p - (1 - t) log(1 - p).
#pragma once

#include <cmath>
#include <cstdint>

namespace rederive::oracle {

inline double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

/// log(1 + exp(z)); the larger exponential is taken out, or it would overflow.
inline double softplus(double z) { return z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z)); }

/// The uniform that a word of a stream stands for.
inline double uniform(std::uint32_t word) { return std::floor(word / 256.0) / 16777216.0; }

inline double sample(double p, std::uint32_t word) { return uniform(word) < p ? 1 : 0; }

/// The cost in nats of target t under logit z.
inline double bernoulli_nll(double z, double t) { return softplus(z) - t * z; }

}  // namespace rederive::oracle
