// Threads that wait for work, for loops too short to start threads for.
//
// The result of a loop cannot depend on the number of threads: its pieces are given by the caller, each is computed by
// one thread, and whatever is summed over them is summed by the caller, in their order. Which thread takes which piece
// is left open; `worker` only says whose scratch memory to use.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace rederive {

class Team {
 public:
  /// The caller of run() is one of the threads; a team of one starts none. At least one. Throws std::system_error where
  /// the system refuses a thread.
  explicit Team(int threads = 1);
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int threads() const { return static_cast<int>(helpers_.size()) + 1; }

  /// body(piece, worker) for every piece in [0, pieces), worker in [0, threads). Returns when all are done; the first
  /// exception, by the order of the pieces, is thrown again. Not to be called from a body.
  using Body = std::function<void(std::ptrdiff_t piece, int worker)>;
  void run(std::ptrdiff_t pieces, const Body& body);

 private:
  void work(int worker);
  void help(const std::stop_token& closing, int worker);

  std::mutex guard_;
  std::condition_variable_any begun_;
  std::condition_variable ended_;
  std::uint64_t round_ = 0;  // of run()
  int busy_ = 0;             // helpers that have not ended this round
  const Body* body_ = nullptr;
  std::ptrdiff_t pieces_ = 0;
  std::atomic<std::ptrdiff_t> next_{0};
  std::ptrdiff_t failed_ = 0;  // the first piece that threw; `pieces_` when none did
  std::exception_ptr failure_;
  std::vector<std::jthread> helpers_;  // last: they end before what they wait on goes, also when not all could start
};

/// body(first, last) for ranges that cover [0, count), one a thread, each a multiple of `grain` long but the last: for
/// work whose result does not depend on where it is cut. Without a team, one range.
void share(Team* team, std::ptrdiff_t count, std::ptrdiff_t grain,
           const std::function<void(std::ptrdiff_t first, std::ptrdiff_t last)>& body);

}  // namespace rederive
