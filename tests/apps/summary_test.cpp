#include "summary.h"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colonnade::runner {
namespace {

std::vector<EpisodeRow> four_rows() {
  std::vector<EpisodeRow> rows(4);
  for (int i = 0; i < 4; ++i) {
    EpisodeRow& r = rows[static_cast<std::size_t>(i)];
    r.seed = i < 2 ? 5 : 6;
    r.object = i % 2 == 0 ? "mug" : "bowl";
    r.correct = i != 3;
    r.steps = 10 * (i + 1);  // 10, 20, 30, 40
    r.timeout = i == 3;
    r.column_ms = 2.0;
    r.hypotheses_mean = i == 0 ? 100 : 0;
    if (r.correct) {
      r.rotation_error_deg = 30.0 + i;
      r.rotation_error_declared_symmetry_deg = 1.0 + i;
      r.add_s_mm = 2.0 + i;
      r.add_s_ok = i != 2;
    }
  }
  return rows;
}

TEST(Summary, HasEveryNamedFigure) {
  const auto s = summarise("example", four_rows(), {}, 2);
  for (const char* key : {"experiment",
                          "objects",
                          "episodes",
                          "correct",
                          "accuracy",
                          "accuracy_ci95",
                          "timeouts",
                          "steps_mean",
                          "steps_median",
                          "rotation_error_deg_mean",
                          "rotation_error_declared_symmetry_deg_mean",
                          "add_s_mm_median",
                          "add_s_recall_10pct",
                          "learning_seconds",
                          "column_ms_per_episode",
                          "column_us_per_step",
                          "simulation_ms_per_episode",
                          "hypotheses_per_step_mean",
                          "segments",
                          "memory_bytes",
                          "peak_rss_mb",
                          "synaptic_operations_per_episode",
                          "bytes_moved_per_episode",
                          "threads",
                          "seeds"}) {
    EXPECT_TRUE(s.contains(key)) << key;
  }
}

TEST(Summary, HandWorkedFigures) {
  const auto s = summarise("example", four_rows(), {}, 2);
  EXPECT_EQ(s["experiment"], "example");
  EXPECT_EQ(s["objects"], 2);
  EXPECT_EQ(s["episodes"], 4);
  EXPECT_EQ(s["correct"], 3);
  EXPECT_DOUBLE_EQ(s["accuracy"], 0.75);
  EXPECT_EQ(s["timeouts"], 1);
  EXPECT_DOUBLE_EQ(s["steps_mean"], 25.0);
  EXPECT_DOUBLE_EQ(s["steps_median"], 25.0);
  EXPECT_DOUBLE_EQ(s["rotation_error_deg_mean"], 31.0);  // over the right ones
  EXPECT_DOUBLE_EQ(s["rotation_error_declared_symmetry_deg_mean"], 2.0);
  EXPECT_DOUBLE_EQ(s["add_s_mm_median"], 3.0);
  EXPECT_DOUBLE_EQ(s["add_s_recall_10pct"], 0.5);  // over all: a wrong object is no pose
  EXPECT_DOUBLE_EQ(s["column_ms_per_episode"], 2.0);
  EXPECT_DOUBLE_EQ(s["column_us_per_step"], 80.0);        // 8 ms over 100 steps
  EXPECT_DOUBLE_EQ(s["hypotheses_per_step_mean"], 10.0);  // weighted by steps
  EXPECT_EQ(s["seeds"], (std::vector<int>{5, 6}));
  EXPECT_GT(s["peak_rss_mb"].get<double>(), 1.0);
}

TEST(Summary, WithoutEpisodesMeansAreNull) {
  const auto s = summarise("example", {}, {}, 1);
  EXPECT_TRUE(s["accuracy"].is_null());
  EXPECT_TRUE(s["steps_mean"].is_null());
  EXPECT_TRUE(s["column_us_per_step"].is_null());
}

}  // namespace
}  // namespace colonnade::runner
