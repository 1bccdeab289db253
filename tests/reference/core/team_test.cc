// A team computes every piece once, whoever does it, and what it throws does not depend on who was first.
#include "reference/core/team.h"

#include <numeric>
#include <stdexcept>

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("every piece once, round after round, with any number of threads") {
  for (const int threads : {1, 2, 3, 8}) {
    Team team(threads);
    CHECK(team.threads() == threads);
    for (const std::ptrdiff_t pieces : {0, 1, 2, 7, 1000}) {
      std::vector<int> times(static_cast<std::size_t>(pieces));
      std::atomic<bool> stranger{false};
      team.run(pieces, [&](std::ptrdiff_t piece, int worker) {
        ++times[static_cast<std::size_t>(piece)];
        if (worker < 0 || worker >= threads) stranger = true;
      });
      CHECK(std::accumulate(times.begin(), times.end(), 0) == pieces);
      CHECK(std::all_of(times.begin(), times.end(), [](int n) { return n == 1; }));
      CHECK_FALSE(stranger);
    }
  }
}

TEST_CASE("of several exceptions the one of the first piece is thrown, and the team goes on") {
  for (const int threads : {1, 2, 8}) {
    Team team(threads);
    for (int round = 0; round < 20; ++round) {
      std::string message;
      try {
        team.run(50, [](std::ptrdiff_t piece, int) {
          if (piece >= 10) throw std::runtime_error(std::to_string(piece));
        });
      } catch (const std::runtime_error& fault) {
        message = fault.what();
      }
      CHECK(message == "10");
    }
    int done = 0;
    team.run(1, [&](std::ptrdiff_t, int) { ++done; });
    CHECK(done == 1);
  }
}

TEST_CASE("shared ranges cover everything once and begin at multiples of the grain") {
  for (const int threads : {1, 2, 3, 8}) {
    Team team(threads);
    for (const std::ptrdiff_t count : {0, 1, 63, 64, 65, 1000}) {
      std::vector<int> times(static_cast<std::size_t>(count));
      share(&team, count, 64, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
        if (first % 64 != 0 || first >= last) throw std::logic_error("an odd range");
        for (std::ptrdiff_t i = first; i < last; ++i) ++times[static_cast<std::size_t>(i)];
      });
      CHECK(std::all_of(times.begin(), times.end(), [](int n) { return n == 1; }));
    }
  }
}
