#include "reference/core/team.h"

#include <algorithm>
#include <utility>

namespace rederive {

Team::Team(int threads) {
  for (int worker = 1; worker < threads; ++worker) {
    helpers_.emplace_back([this, worker](const std::stop_token& closing) { help(closing, worker); });
  }
}

void Team::run(std::ptrdiff_t pieces, const Body& body) {
  if (helpers_.empty() || pieces <= 1) {
    for (std::ptrdiff_t piece = 0; piece < pieces; ++piece) body(piece, 0);
    return;
  }
  {
    const std::lock_guard lock(guard_);
    body_ = &body;
    pieces_ = pieces;
    failed_ = pieces;
    failure_ = nullptr;
    next_ = 0;
    busy_ = static_cast<int>(helpers_.size());
    ++round_;
  }
  begun_.notify_all();
  work(0);
  std::unique_lock lock(guard_);
  ended_.wait(lock, [this] { return busy_ == 0; });
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Team::help(const std::stop_token& closing, int worker) {
  std::uint64_t seen = 0;
  for (;;) {
    {
      std::unique_lock lock(guard_);
      if (!begun_.wait(lock, closing, [&] { return round_ != seen; })) return;
      seen = round_;
    }
    work(worker);
    const std::lock_guard lock(guard_);
    if (--busy_ == 0) ended_.notify_one();
  }
}

void Team::work(int worker) {
  for (std::ptrdiff_t piece = next_++; piece < pieces_; piece = next_++) {
    try {
      (*body_)(piece, worker);
    } catch (...) {
      const std::lock_guard lock(guard_);
      if (piece < failed_) {
        failed_ = piece;
        failure_ = std::current_exception();
      }
      next_ = pieces_;  // pieces before this one have been taken, and end
    }
  }
}

void share(Team* team, std::ptrdiff_t count, std::ptrdiff_t grain,
           const std::function<void(std::ptrdiff_t first, std::ptrdiff_t last)>& body) {
  const std::ptrdiff_t grains = (count + grain - 1) / grain;
  const std::ptrdiff_t parts = team == nullptr ? 1 : std::min<std::ptrdiff_t>(team->threads(), grains);
  if (parts <= 1) {
    if (count > 0) body(0, count);
    return;
  }
  team->run(parts, [&](std::ptrdiff_t part, int) {
    body(part * grains / parts * grain, std::min(count, (part + 1) * grains / parts * grain));
  });
}

}  // namespace rederive
