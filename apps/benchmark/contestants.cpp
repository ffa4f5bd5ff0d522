#include <colonnade/cortex/error.h>

#include "cnn_contestant.h"
#include "column_contestant.h"
#include "contestant.h"
#include "nearest_contestant.h"
#include "settings.h"

namespace colonnade::benchmark {

namespace {

std::unique_ptr<Contestant> make_column(Settings& settings, int columns, std::span<const runner::Object> objects) {
  ColumnContestantOptions options;
  options.columns = columns;
  options.sensations = settings.whole("sensations", options.sensations);
  options.beside_m = settings.number("beside", options.beside_m);
  options.spacing_m = settings.number("spacing", options.spacing_m);
  options.window_pixels = settings.number("window", options.window_pixels);
  options.column.encoders.learn_distance_m =
      settings.number("learn_distance", options.column.encoders.learn_distance_m);
  options.skip_expected = settings.number("skip_expected", 1) != 0;
  const auto whole = [&](const char* key, int& value) { value = settings.whole(key, value); };
  whole("min_sensations", options.column.min_sensations);
  whole("bursts", options.column.burst_segments);
  whole("pairs", options.column.pairs_per_proposal);
  whole("scanned", options.column.scanned_per_pair);
  whole("candidates", options.column.candidates_per_pair);
  whole("refined", options.column.refined_per_sensation);
  options.column.evidence.gist = settings.number("gist", options.column.evidence.gist);
  options.column.evidence.outline = settings.number("outline", options.column.evidence.outline);
  options.backend = cuda::parse_backend(settings.word("backend", "cpu"));
  settings.finish();
  // Beyond these no image of a thing has a place to look at.
  if (options.sensations < 1 || !(options.spacing_m > 0 && options.spacing_m <= 1) ||
      !(options.beside_m >= 0 && options.beside_m <= 1) ||
      !(options.window_pixels >= 0 && options.window_pixels <= 1000)) {
    throw InputError(
        "a column needs at least one sensation, a spacing of glimpses above 0 and up to 1 m, beside from 0 to 1 m, and "
        "a window from 0 to 1000 pixels");
  }
  cortex::check(options.column);
  return std::make_unique<ColumnContestant>(options, objects);
}

}  // namespace

std::unique_ptr<Contestant> make_contestant(const std::string& name, std::span<const runner::Object> objects,
                                            std::uint64_t seed) {
  Settings settings(name);
  const std::string& kind = settings.kind();
  if (kind == "column" || kind == "columns5") return make_column(settings, kind == "column" ? 1 : 5, objects);
  if (kind == "nearest") {
    settings.finish();
    return std::make_unique<NearestContestant>();
  }
  if (is_cnn(kind)) return make_cnn_contestant(settings, objects, seed);
  throw InputError("no contestant '" + kind +
                   "'; there are: column, columns5, nearest, cnn_small, resnet18_narrow, resnet18");
}

}  // namespace colonnade::benchmark
