// rederive table: all rows of all cells, for people and for programs.
#include "experiments/harness/table.h"

#include <set>

#include <fmt/format.h>

#include "experiments/harness/commands/commands.h"
#include "experiments/harness/console.h"
#include "experiments/harness/project.h"
#include "reference/core/error.h"

namespace rederive {
namespace {

struct Flags {
  std::string run;
  std::vector<std::string> patterns;
  std::string format = "md";
};

}  // namespace

void add_table(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("table", "All rows of all cells, sorted by experiment, parameters and seed");
  const auto flags = std::make_shared<Flags>();
  command->add_option("RUN", flags->run, "A run: its folder, or its name below results/runs")->required();
  command->add_option("PATTERN", flags->patterns, "Names or globs (rbm/*)");
  command
      ->add_option(
          "--format", flags->format,
          "md, csv or json. csv is one table with one header line: of several experiments it has their names in a "
          "first column, and no entry where an experiment has no such column. md has one for all experiments of the "
          "same parameters and columns")
      ->check(CLI::IsMember({"md", "csv", "json"}));
  command->add_flag_callback(
      "--json", [flags] { flags->format = "json"; }, "The same as --format json");
  command->callback([flags, &code] {
    const LoadedRun run = load_run(run_folder(flags->run));
    const auto chosen = matching(flags->patterns);
    std::vector<Table> tables;
    for (const LoadedExperiment& loaded : run.experiments) {
      if (std::find(chosen.begin(), chosen.end(), loaded.experiment) != chosen.end())
        tables.push_back(all_rows(loaded));
    }
    if (tables.empty()) throw UnavailableError(run.folder.string() + ": the run holds none of these experiments");
    if (flags->format == "json") {
      Json all = Json::array();
      for (const Table& table : tables) all.push_back(to_json(table));
      fmt::print("{}\n", dump({{"schema", "rederive.table/1"}, {"tables", all}}));
    } else if (flags->format == "csv") {
      fmt::print("{}", csv(in_one(tables)));
    } else {
      for (const Table& table : joined(tables)) fmt::print("{}\n", markdown(table));
    }
    if (!run.complete()) say(run.folder.string() + ": the run is incomplete; run it again to go on");
    code = 0;
  });
}

}  // namespace rederive
