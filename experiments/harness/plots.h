// The plots that an experiment declares, as Vega 5 specifications with the data inside: the mean over seeds as a line
// for each value of the series, in a band from the lowest to the highest seed. Any Vega draws them.
#pragma once

#include "experiments/harness/run.h"
#include "experiments/harness/value.h"

namespace rederive {

/// The points alone: [{x, y, low, high, series}], rows of cells of the plot's arm at equal x, in the order of the plan.
/// Values that are not finite are left out.
Json plot_points(const LoadedExperiment& loaded, const PlotSheet& plot);

/// A Vega 5 specification, https://vega.github.io/schema/vega/v5.json.
Json vega(const LoadedExperiment& loaded, const PlotSheet& plot);

/// "valid_xent-over-epoch-by-k.steps"
std::string file_name(const PlotSheet& plot);

}  // namespace rederive
