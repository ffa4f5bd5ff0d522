// Curves, crossings and tables, by hand.

#include <unistd.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <colonnade/cortex/error.h>
#include <colonnade/ledger/project_ledger.h>

#include "analysis.h"
#include "answer.h"
#include "job_log.h"
#include "log_chart.h"
#include "outputs.h"

namespace colonnade::benchmark {
namespace {

Curve curve_of(std::vector<std::pair<int, int>> views_and_correct) {
  Curve curve{"column", 10, "clean", {}};
  for (const auto& [views, correct] : views_and_correct) {
    CurvePoint p;
    p.views = views;
    p.tests = 100;
    p.correct = correct;
    p.seeds = 1;
    p.learning.effective_macs = static_cast<std::uint64_t>(1000) * static_cast<std::uint64_t>(views);
    curve.points.push_back(p);
  }
  return curve;
}

// Two seeds: tests are added up, costs are means, errors medians of those that have any.
TEST(Curves, AreSumsOrMeansOverSeedsInTheOrderOfViews) {
  using Json = nlohmann::ordered_json;
  const auto operations = [](std::uint64_t macs) {
    ledger::Operations o;
    o.effective_macs = macs;
    return ledger::to_json(o);
  };
  const auto job = [&](const char* task, int views, int correct, std::uint64_t macs, const Json& error) {
    return Json{{"task", task},
                {"contestant", "column"},
                {"settings", "column:window=8"},
                {"objects", 5},
                {"views", views},
                {"training_pixels", 100 * views},
                {"footprint_bytes", 10 * macs},
                {"learning", {{"operations", operations(macs)}, {"cpu_seconds", 1e-3 * static_cast<double>(macs)}}},
                {"conditions",
                 {{"clean",
                   {{"tests", 10},
                    {"correct", correct},
                    {"posed", correct - 1},
                    {"rotation_error_deg_median", error},
                    {"add_s_mm_median", error},
                    {"operations", operations(macs / 10)},
                    {"cpu_seconds", 0.5}}}}}};
  };
  const std::vector<Json> jobs{job("curve", 4, 9, 1000, 2.0), job("curve", 1, 5, 100, 3.0), job("growth", 1, 1, 7, 9.0),
                               job("curve", 1, 8, 300, nullptr)};
  const std::vector<Curve> curves = curves_of(jobs, "curve");
  ASSERT_EQ(curves.size(), 1U);
  ASSERT_EQ(curves[0].points.size(), 2U);
  EXPECT_EQ(curves[0].condition, "clean");
  const CurvePoint& p = curves[0].points[0];
  EXPECT_EQ(p.views, 1);
  EXPECT_EQ(p.settings, "column:window=8");
  EXPECT_EQ((std::array{p.seeds, p.tests, p.correct, p.posed}), (std::array{2, 20, 13, 11}));
  EXPECT_DOUBLE_EQ(p.accuracy(), 0.65);
  EXPECT_EQ(p.learning.effective_macs, 200U);
  EXPECT_EQ(p.recognition.effective_macs, 20U);
  EXPECT_DOUBLE_EQ(p.learning_cpu_seconds, 0.2);
  EXPECT_DOUBLE_EQ(p.recognition_cpu_seconds, 0.5);
  EXPECT_DOUBLE_EQ(p.footprint_bytes, 2000);
  EXPECT_DOUBLE_EQ(p.training_pixels, 100);
  EXPECT_EQ(p.rotation_error_deg, 3.0);
  EXPECT_EQ(curves[0].points[1].views, 4);
  EXPECT_EQ(curves[0].points[1].add_s_mm, 2.0);
  EXPECT_EQ(curves_of(jobs, "growth").at(0).points.at(0).correct, 1);
}

TEST(Crossing, IsInterpolatedOverTheLogarithm) {
  const Curve curve = curve_of({{1, 50}, {4, 90}});
  const Crossing c = crossing(curve, Measure::named, 0.7);
  ASSERT_TRUE(c.views.has_value());
  EXPECT_NEAR(*c.views, 2.0, 1e-9);  // half way up, half way along the logarithm
  ASSERT_TRUE(c.low && c.high);
  EXPECT_LT(*c.low, *c.views);
  EXPECT_GT(*c.high, *c.views);
}

TEST(Crossing, NotReachedIsSaid) {
  const Curve curve = curve_of({{1, 50}, {2, 90}});
  EXPECT_FALSE(crossing(curve, Measure::named, 0.93).views.has_value());
  EXPECT_TRUE(crossing(curve, Measure::named, 0.93).low.has_value());  // its upper limit does reach it
  EXPECT_FALSE(crossing(curve, Measure::posed, 0.5).views.has_value());
}

TEST(Crossing, ReachedAtOnce) { EXPECT_EQ(crossing(curve_of({{2, 99}}), Measure::named, 0.9).views, 2.0); }

TEST(Joules, GrowAlongTheLogarithmBetweenPoints) {
  const ledger::EnergyTable table = ledger::find_energy_table("horowitz_45nm");
  const Curve curve = curve_of({{1, 50}, {4, 90}, {16, 95}});
  EXPECT_NEAR(learning_joules_at(curve, 2, table).low, 2000 * 4.6e-12, 1e-18);
  EXPECT_NEAR(learning_joules_at(curve, 8, table).low, 8000 * 4.6e-12, 1e-18);
  EXPECT_NEAR(learning_joules_at(curve, 0.5, table).low, 1000 * 4.6e-12, 1e-18);
  EXPECT_NEAR(learning_joules_at(curve, 64, table).low, 16000 * 4.6e-12, 1e-18);
}

TEST(Answer, SaysWhoNeedsMoreOfWhat) {
  StudyRun run;
  run.study.object_counts = {10};
  run.energy.tables = {ledger::find_energy_table("horowitz_45nm")};
  Curve column = curve_of({{1, 90}, {2, 99}});
  Curve cnn = curve_of({{4, 90}, {8, 91}});
  cnn.contestant = "cnn_small";
  for (CurvePoint& p : column.points) p.recognition.effective_macs = 500;
  for (CurvePoint& p : cnn.points) p.recognition.effective_macs = 50;
  // Another network needs more views, but less energy.
  Curve small = curve_of({{8, 90}});
  small.contestant = "cnn_small:width=0.5";
  small.points[0].learning.effective_macs = 3000;
  small.points[0].recognition.effective_macs = 25;
  const std::vector<std::string> text = answer(run, {column, cnn, small}, {});
  ASSERT_EQ(text.size(), 3U);
  EXPECT_NE(text[0].find("for 99 %, column needs 2 views per object, and no CNN reaches it within 8 views."),
            std::string::npos)
      << text[0];
  EXPECT_NE(text[0].find("for 90 %, column needs 1 views per object, the best CNN (cnn_small) 4: 4 times as many."),
            std::string::npos)
      << text[0];
  EXPECT_NE(
      text[0].find("the cheapest CNN's learning costs 3 times as much, the cheapest one's recognition 20 times less"),
      std::string::npos)
      << text[0];
  EXPECT_NE(text[1].find("does not reach 50 %"), std::string::npos) << text[1];

  cnn = curve_of({{4, 90}, {8, 98}});
  cnn.contestant = "cnn_small";
  column = curve_of({{1, 90}, {2, 91}});
  const std::string ahead = answer(run, {column, cnn}, {}).front();
  EXPECT_NE(ahead.find("naming: for 97 %, cnn_small needs 7.34 views per object, and no column reaches it within 2 "
                       "views. And for 90 %, column needs 1 views"),
            std::string::npos)
      << ahead;
  column = curve_of({{1, 10}, {2, 20}});
  const std::string never = answer(run, {column, cnn}, {}).front();
  EXPECT_NE(never.find("no column reaches it within 2 views. Colonnade does not reach 50 % with up to 2 views."),
            std::string::npos)
      << never;
}

TEST(Answer, OneByOneIsTheMeanOverSeeds) {
  const auto job = [](const char* contestant, double last, int together) {
    return nlohmann::ordered_json{{"task", "continual"},
                                  {"contestant", contestant},
                                  {"accuracy", {1.0, last}},
                                  {"together", {{"tests", 10}, {"correct", together}}}};
  };
  const auto text = answer({}, {}, {job("column", 0.9, 10), job("nearest", 0.5, 6), job("column", 0.8, 8)});
  EXPECT_NE(text.at(1).find(": column 85.0 % (90.0 % learned together), nearest 50.0 % (60.0 % learned together)."),
            std::string::npos)
      << text.at(1);
}

TEST(Csv, HasTheKeysOfTheFirstRow) {
  const auto rows = nlohmann::ordered_json::parse(R"([{"name": "a:b=1,c=2", "n": 1, "list": [1], "none": null},
                                                      {"name": "x", "n": 2.5, "list": [], "none": 3}])");
  EXPECT_EQ(csv_of(rows), "name,n,none\n\"a:b=1,c=2\",1,\n\"x\",2.5,3\n");
  EXPECT_EQ(csv_of(nlohmann::ordered_json::parse(R"([{"joules_a,b": 1, "say": "\"x\""}])")),
            "\"joules_a,b\",say\n1,\"\"\"x\"\"\"\n");
}

TEST(LogChart, DrawsCurvesAndIntervals) {
  const std::vector<LogCurve> curves{{"a & b", {{1, 0.5, 0.4, 0.6}, {10, 0.9, 0.8, 1.0}}}};
  const std::string svg = share_chart(curves, "views", "named");
  EXPECT_NE(svg.find("a &amp; b"), std::string::npos);
  EXPECT_NE(svg.find("<path"), std::string::npos);
  EXPECT_TRUE(share_chart({}, "x", "y").empty());
  EXPECT_TRUE(share_chart(std::vector<LogCurve>{{"nothing", {{0, 0.5, 0.4, 0.6}}}}, "x", "y").empty());
}

TEST(JobLog, AKillCutsOnlyTheLastLine) {
  const auto file = std::filesystem::temp_directory_path() / ("colonnade_jobs_" + std::to_string(getpid()));
  std::filesystem::remove(file);
  const auto job = [](const char* id) {
    nlohmann::ordered_json json = {{"id", id}, {"task", "curve"}};
    json["total_operations"] = nlohmann::ordered_json::parse(
        R"({"dense_macs": 1, "effective_macs": 2, "dense_acs": 0, "effective_acs": 0, "flops": 0, "byte_compares": 0,
            "lookups": 0, "permanence_updates": 0, "bytes": {"sram_8k": 0, "sram_32k": 0, "sram_1m": 0, "dram": 8}})");
    return json;
  };
  {
    JobLog log(file);
    log.add(job("one"));
    log.add(job("two"));
  }
  std::ofstream(file, std::ios::app) << R"({"id": "thr)";
  JobLog log(file);
  EXPECT_TRUE(log.done("one") && log.done("two"));
  EXPECT_FALSE(log.done("thr"));
  EXPECT_EQ(log.operations("curve").effective_macs, 4U);
  log.add(job("three"));
  EXPECT_EQ(JobLog(file).jobs().size(), 3U);
  log.add(job("three"));  // as another process would
  EXPECT_EQ(log.jobs().size(), 3U);
  const JobLog again(file);
  EXPECT_EQ(again.jobs().size(), 3U);
  EXPECT_EQ(again.operations("curve").effective_macs, 6U);
  std::ofstream(file, std::ios::app) << "{}\n";
  EXPECT_THROW(JobLog{file}, InputError);
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace colonnade::benchmark
