// Descent on the divergence of a map from the affinities of the data: t-SNE, or symmetric SNE, over all pairs.
//
//   v <- momentum v - rate gain dKL/dy,   y <- y + v
//   gain <- gain + .2 where v and the gradient disagree in sign, else .8 gain, and at least .01: each coordinate its
//   own
//
// At first P is exaggerated and the momentum is .5; then P is itself and the momentum larger. Where exaggerated
// affinities hold no clusters apart they draw all points into one, in which no difference would be left to grow: once
// the gradient is shorter than 1e-7 the exaggeration has done its work, however many steps it was meant for. The map is
// (2, n), as the kernels have it (reference/kernels/tsne_forces.h). The same bits for any number of threads: a point's
// forces depend on nothing but the point, and Z is added in the order of the points. Source: van der Maaten and Hinton,
// Journal of Machine Learning Research 9, 2008, section 3.4; Jacobs, Neural Networks 1(4), 1988, for the gains.
#pragma once

#include <vector>

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/core/team.h"
#include "reference/kernels/tsne_forces.h"
#include "reference/models/neighbour_affinities.h"

namespace rederive {

struct DescentSchedule {
  Similarity similarity = Similarity::student;
  double exaggeration = 12;
  int exaggerated = 250;  // steps, or fewer where the map shrinks into a point
  double rate = 0;        // 0: automatic_rate
  double later_rate = 0;  // after the exaggeration; 0: as before it
  double momentum = 0.8;  // after the exaggeration
};

/// n / 4 exaggeration: at this rate a point's step takes it just to the mean of those that attract it, with all of the
/// exaggeration, since a row of P adds up to about 1 / n. Without the floor of 50 that scikit-learn has: with fewer
/// than a thousand points SNE, whose attraction does not fade with the distance, runs away there. Source: Belkina et
/// al., Nature Communications 10, 2019, over 4 for a gradient that has the factor 4.
double automatic_rate(Index points, double exaggeration);

/// Coordinates from N(0, sd), point after point.
Matrix random_map(Index points, double sd, const Stream& stream);
/// The first two columns of `components`, (n, at least 2), scaled so that the first has the standard deviation sd.
/// Throws ShapeError for fewer columns, UsageError where the first is constant.
Matrix component_map(ConstMatrixView components, double sd);

class NeighbourEmbedding {
 public:
  /// From this map, (2, n). `affinities` is (n, n), symmetric with a zero diagonal, and must outlive this. `team` may
  /// be null. Throws ShapeError.
  NeighbourEmbedding(Matrix map, ConstMatrixView affinities, const DescentSchedule& schedule, Team* team = nullptr);
  /// The same with affinities to some neighbours alone; repulsion stays that of all pairs.
  NeighbourEmbedding(Matrix map, const NeighbourAffinities& affinities, const DescentSchedule& schedule,
                     Team* team = nullptr);

  void step();
  int steps() const { return steps_; }
  const Matrix& map() const { return map_; }
  /// KL(P || Q) in nats, of P as it is.
  double divergence();

 private:
  NeighbourEmbedding(Matrix map, ConstMatrixView dense, const NeighbourAffinities* sparse,
                     const DescentSchedule& schedule, Team* team);
  void forces();
  double partition() const;
  void move();
  bool exaggerating() const { return !shrunk_ && steps_ < schedule_.exaggerated; }

  Matrix map_;
  ConstMatrixView dense_;
  const NeighbourAffinities* sparse_;
  DescentSchedule schedule_;
  Team* team_;
  int steps_ = 0;
  bool shrunk_ = false;
  Matrix attraction_, repulsion_, gradient_, velocity_, gains_;
  std::vector<double> z_;
};

}  // namespace rederive
