// What the commands share when they need data: the environment, a progress bar for downloads, notes to the user.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "reference/data/dataset.h"
#include "reference/data/mnist_fetch.h"

namespace rederive {

/// Draws a download's progress on stderr: a bar on a terminal, a line per file elsewhere. Returns false once `stop` is
/// set.
std::function<bool(const FetchProgress&)> download_progress(const std::atomic<bool>& stop);

/// The data set that --data names; what the user must know about it goes to stderr.
Dataset dataset_for_command(const std::string& request, bool offline, const std::atomic<bool>& stop);

}  // namespace rederive
