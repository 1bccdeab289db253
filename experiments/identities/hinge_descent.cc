// Where the hinge loss on the probabilities of a softmax leads.
//
//   p = softmax(o),  L = sum_{j != y} max(0, p_j - p_y + C)          o: K x 1, y the true class, 0 < C < 1
//
// Descents start from logits under which the true class is the least likely, and step by o' = o - rate dL/do.
//
// Source: document 003, exercise 3
#include <algorithm>

#include "experiments/identities/hinge.h"

namespace rederive::checking::hinge_loss {
namespace {

struct Start {
  explicit Start(const Trial& in) : classes(in.size("K", 3, 6)), o(in.vector("o", classes)) {
    y = static_cast<int>(std::min_element(o.values().begin(), o.values().end()) - o.values().begin());
    // Not above .8: so a stop at the margin and a way to one can be told apart.
    C = in.number() % 2 == 0 ? 0.5 : in.number("C", 0, 0.8);
  }

  Matrix64 hinge_slopes(const Matrix64& at) const {
    return complex_slopes([this](const auto& logits) { return hinge(softmax(logits), y, C); }, at);
  }
  /// p_y less the largest of the others.
  double separation(const Matrix64& at) const {
    Matrix64 p = softmax(at);
    const double own = p[y];
    p[y] = 0;
    return own - largest(p);
  }

  int classes;
  int y = 0;
  Matrix64 o;
  double C = 0;
};

template <class F>
auto from_start(const F& statement) {
  return [statement](const Trial& in) { return statement(Start(in)); };
}

/// A thousand steps on the cross-entropy -log p_y, whose gradient is p less the unit vector of y.
Matrix64 cross_entropy_descent(const Start& start) {
  Matrix64 o = start.o;
  for (int step = 0; step < 1000; ++step) o = o - (softmax(o) - unit(start.classes, start.y));
  return o;
}

struct HingeDescent {
  Matrix64 before, last;  // the last step's two ends
  bool stopped = false;   // nothing moves any more
};
HingeDescent hinge_descent(const Start& start) {
  constexpr double kRate = 0.05;
  constexpr int kMost = 20000;
  HingeDescent way{.before = start.o, .last = start.o};
  for (int step = 0; step < kMost && !way.stopped; ++step) {
    const Matrix64 slopes = start.hinge_slopes(way.last);
    way.stopped = largest(slopes) == 0;
    if (way.stopped) break;
    way.before = way.last;
    way.last = way.last - kRate * slopes;
  }
  return way;
}

// The last step crosses the margin and is the last one.
bool stops_at_margin(const Start& start) {
  const HingeDescent way = hinge_descent(start);
  return way.stopped && start.separation(way.before) < start.C && start.separation(way.last) >= start.C &&
         softmax(way.last)[start.y] < 0.99;
}
bool goes_to_one(const Start& start, const Matrix64& o) { return softmax(o)[start.y] > 0.99; }

/// p after each logit of a false class that `pushed` holds of is lowered by a random amount.
template <class F>
Matrix64 after_push(const Trial& in, const Start& start, const F& pushed) {
  const Matrix64 amounts = in.uniform("amounts", start.classes, 1, 0.01, 3);
  Matrix64 o = start.o;
  for (int k = 0; k < start.classes; ++k) {
    if (k != start.y && pushed(k)) o[k] -= amounts[k];
  }
  return softmax(o);
}

// One false class alone, all of them, and one small step of the hinge.
bool pushing_raises_true(const Trial& in) {
  const Start start(in);
  const double before = softmax(start.o)[start.y];
  bool rises = after_push(in, start, [](int) { return true; })[start.y] > before;
  for (int j = 0; j < start.classes; ++j) {
    if (j != start.y) rises = rises && after_push(in, start, [j](int k) { return k == j; })[start.y] > before;
  }
  return rises && softmax(start.o - 1e-3 * start.hinge_slopes(start.o))[start.y] > before;
}

bool pushing_lowers_other_false(const Trial& in) {
  const Start start(in);
  const Matrix64 before = softmax(start.o);
  const int pushed = (start.y + 1) % start.classes;
  const int other = (start.y + 2) % start.classes;
  return after_push(in, start, [pushed](int k) { return k == pushed; })[other] < before[other];
}

const RegisteredIdentities identities{{
    .title = "Multi-class hinge loss on softmax probabilities: where it leads",
    .source = "003 Ex. 3",
    .claims =
        {{.id = "003.E3.false-down-true-up",
          .printed = {"p_y rises when false classes are pushed down: one, all, or by a small step on the hinge",
                      [](const Trial& in) { return holds(pushing_raises_true(in)); }},
          .wrong = {"pushing one false class down pushes the other false ones down",
                    [](const Trial& in) { return holds(pushing_lowers_other_false(in)); }}},
         {.id = "003.E3.ce-to-one",
          .printed = {"descent on the cross-entropy takes p_y beyond .99; on the hinge it ends where p_y - p_j = C",
                      from_start([](const Start& start) {
                        return holds(goes_to_one(start, cross_entropy_descent(start)) && stops_at_margin(start));
                      })},
          .wrong = {"the hinge takes p_y beyond .99, too", from_start([](const Start& start) {
                      return holds(goes_to_one(start, hinge_descent(start).last));
                    })}}},
}};

}  // namespace
}  // namespace rederive::checking::hinge_loss
