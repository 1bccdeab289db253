// Where the project's own files are: baselines are read from it, runs are written to it.
#pragma once

#include <filesystem>
#include <string>

namespace rederive {

/// The nearest folder that holds results/baselines, from the current folder upwards, then from the program's upwards;
/// the current folder when there is none.
std::filesystem::path project_folder();

inline std::filesystem::path baselines_folder() { return project_folder() / "results" / "baselines"; }
inline std::filesystem::path runs_folder() { return project_folder() / "results" / "runs"; }

/// A run as the user named it: a folder, or a name below results/runs ("latest", "standard-mnist").
std::filesystem::path run_folder(const std::string& name);

/// Points results/runs/latest to this run, if the run lies there.
void link_latest(const std::filesystem::path& run);

}  // namespace rederive
