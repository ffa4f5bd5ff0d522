#include "study.h"

#include <algorithm>

#include <colonnade/cortex/error.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "atomic_file.h"
#include "contestant.h"
#include "interrupt.h"
#include "job_log.h"
#include "manifest.h"
#include "outputs.h"
#include "run_folder.h"
#include "settings.h"
#include "tasks.h"

namespace colonnade::benchmark {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

/// Who learns objects one after the other in the smaller studies.
const std::vector<std::string> kSequential = {"column",
                                              "nearest",
                                              "cnn_small:sequential=naive",
                                              "cnn_small:sequential=replay",
                                              "cnn_small:sequential=ewc",
                                              "cnn_small:sequential=ncm"};

void drop_cnns(std::vector<std::string>& names) {
  std::erase_if(names, [](const std::string& name) {
    const std::string kind = Settings(name).kind();
    return kind != "column" && kind != "columns5" && kind != "nearest";
  });
}

Study without_missing(Study study) {
  if (has_cnns()) return study;
  for (auto* names : {&study.contestants, &study.sequential, &study.growth, &study.search}) drop_cnns(*names);
  return study;
}

/// @throws InputError when the file holds another study: names the first key that differs, and both values.
void check_same(const fs::path& file, const Json& wanted) {
  try {
    const Json before = Json::parse(runner::read_file(file));
    Json keys = wanted;
    keys.update(before);
    for (const auto& item : keys.items()) {
      const std::string& key = item.key();
      const Json was = before.value(key, Json());
      const Json is = wanted.value(key, Json());
      if (was == is) continue;
      throw InputError(fmt::format("{}: the study to resume was another one: {} was {}, not {}", file.string(), key,
                                   was.dump(), is.dump()));
    }
  } catch (const Json::exception& error) {
    throw InputError(fmt::format("{}: {}", file.string(), error.what()));
  }
}

/// Refuses a folder that holds another study.
void check_folder(const StudyRun& run) {
  const fs::path file = run.output / kStudyFile;
  if (run.output.empty() || !fs::exists(file)) return;
  if (!run.resume) throw InputError(file.string() + ": a study is there already; go on with it with --resume");
  check_same(file, to_json(run.study));
}

}  // namespace

Study quick_study() {
  Study s;
  s.contestants = {"column", "columns5", "nearest", "cnn_small", "cnn_small:augment=0"};
  s.sequential = kSequential;
  s.growth = {"column:sensations=20", "column:sensations=40", "columns5", "cnn_small:width=0.5", "cnn_small"};
  s.search = {"column:window=8", "column:window=12", "cnn_small:rate=0.002", "cnn_small:rate=0.005"};
  return without_missing(s);
}

Study full_study() {
  Study s;
  s.object_set = "all77";
  s.object_counts = {10, 77};
  s.views = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
  s.seeds = 5;
  s.contestants = {"column",
                   "columns5",
                   "nearest",
                   "cnn_small",
                   "cnn_small:augment=0",
                   "resnet18_narrow",
                   "resnet18_narrow:augment=0",
                   "resnet18"};
  s.sequential = {"column",
                  "columns5",
                  "nearest",
                  "cnn_small:sequential=naive",
                  "cnn_small:sequential=replay",
                  "cnn_small:sequential=ewc",
                  "cnn_small:sequential=ncm"};
  s.sequential_objects = 77;
  s.sequential_views = 8;
  s.growth = {"column:sensations=10",
              "column:sensations=20",
              "column:sensations=40",
              "column:sensations=80",
              "column:learn_distance=0.004",
              "column:learn_distance=0.016",
              "columns5",
              "cnn_small:width=0.25",
              "cnn_small:width=0.5",
              "cnn_small",
              "cnn_small:width=2",
              "resnet18_narrow",
              "resnet18"};
  s.growth_views = 16;
  s.search = {"column:window=8",
              "column:window=10",
              "column:window=12",
              "column:spacing=0.004",
              "column:spacing=0.006",
              "cnn_small:rate=0.0005",
              "cnn_small:rate=0.001",
              "cnn_small:rate=0.002",
              "cnn_small:rate=0.005",
              "cnn_small:decay=0.1",
              "resnet18_narrow:rate=0.0005",
              "resnet18_narrow:rate=0.001",
              "resnet18_narrow:rate=0.002"};
  return without_missing(s);
}

Study thinned_study(const std::string& object_set) {
  Study s;
  s.object_set = object_set;
  s.contestants = {"column", "nearest", "cnn_small"};
  s.search = {"column:spacing=0.004", "column:spacing=0.006", "cnn_small:rate=0.001", "cnn_small:rate=0.002",
              "cnn_small:rate=0.005"};
  if (object_set == "all77") {
    s.object_counts = {77};
    s.views = {1, 2, 4, 8, 16, 32};
    s.tests = 1;
    s.sequential_objects = 1;
    s.timing_repeats = 0;
  } else if (object_set == "distinct10") {
    s.views = {1, 2, 4, 8, 16};
    s.seeds = 3;
    s.tests = 4;
    s.sequential = kSequential;
    s.sequential_objects = 10;
    s.growth = {"column:sensations=10", "column:sensations=20", "columns5", "cnn_small:width=0.5", "cnn_small:width=2"};
    s.growth_views = 4;
  } else {
    throw InputError("a thinned study is of all77 or distinct10, not of '" + object_set + "'");
  }
  return without_missing(s);
}

Json to_json(const Study& s) {
  return {{"object_set", s.object_set},
          {"object_counts", s.object_counts},
          {"views", s.views},
          {"seeds", s.seeds},
          {"first_seed", s.first_seed},
          {"tests", s.tests},
          {"pixels", s.pixels},
          {"contestants", s.contestants},
          {"sequential", s.sequential},
          {"sequential_objects", s.sequential_objects},
          {"sequential_views", s.sequential_views},
          {"growth", s.growth},
          {"growth_views", s.growth_views},
          {"search", s.search},
          {"search_objects", s.search_objects},
          {"search_views", s.search_views},
          {"search_tests", s.search_tests},
          {"timing_repeats", s.timing_repeats},
          {"inferences", s.inferences}};
}

fs::path run_study(StudyRun run) {
  const double start_up = ledger::process_cpu_seconds();
  check_folder(run);
  // Bad input is refused before there is a folder that one could seem to go on with.
  const std::vector<runner::Object> objects = load_objects(run.study, run.data);
  ledger::prepare_ledger(run.energy.project_ledger);
  if (run.output.empty()) run.output = runner::make_run_folder(run.runs);
  runner::make_folder(run.output);
  runner::write_file(run.output / kStudyFile, to_json(run.study).dump(2) + "\n");
  runner::EnergyRecorder recorder(run.energy, run.output / "ledger.jsonl", "benchmark " + run.study.object_set,
                                  run.resume);
  JobLog log(run.output / "jobs.jsonl", [&recorder] { recorder.note(); });
  Json manifest = runner::make_manifest(run.command_line, run.study.first_seed, run.study.seeds, 1);
  manifest["program"] = "colonnade-benchmark";
  manifest["start_up_cpu_seconds"] = start_up;
  manifest["cnns"] = has_cnns();
  manifest["blas"] = blas_library();
  runner::write_file(run.output / "manifest.json", manifest.dump(2) + "\n");

  Tasks tasks(run.study, objects, log);
  const auto phase = [&](const char* kind, auto&& work) {
    const auto done = [&] { return log.operations(kind); };
    const auto go_on = [&] {
      recorder.go_on_from(done());
      work();
    };
    recorder.record(kind, go_on, done);
  };
  runner::with_advice(
      [&] {
        phase("search", [&] { tasks.search(); });
        phase("curve", [&] { tasks.curves(); });
        phase("continual", [&] { tasks.continual(); });
        phase("growth", [&] { tasks.growth(); });
        phase("timing", [&] { tasks.timing(); });
      },
      [] { return runner::kGoOnWithResume; });
  write_outputs(run, log.jobs(), manifest);
  return run.output;
}

}  // namespace colonnade::benchmark
