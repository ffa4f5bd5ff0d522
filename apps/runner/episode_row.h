#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Geometry>

#include <colonnade/ledger/operations.h>

namespace colonnade::runner {

/// Everything that is reported about one test episode: one row of episodes.csv.
struct EpisodeRow {
  std::string experiment;
  std::uint64_t seed = 0;
  int episode = 0;                                               ///< number within the run, from 0
  std::string object;                                            ///< the true one
  Eigen::Quaterniond rotation = Eigen::Quaterniond::Identity();  ///< true R_WO
  std::string result;  ///< the object reported; empty when the column had no idea
  bool correct = false;
  bool timeout = false;  ///< the most sensations allowed were taken without a decision
  int steps = 0;         ///< sensations
  // Pose errors are empty when the wrong object was reported.
  std::optional<double> rotation_error_deg;
  std::optional<double> rotation_error_declared_symmetry_deg;
  std::optional<double> translation_error_mm;  ///< of the object's middle
  std::optional<double> add_s_mm;
  bool add_s_ok = false;  ///< right object, and ADD-S below 10 % of its diameter
  double confidence = 0;
  double column_ms = 0;      ///< CPU time of one core in the columns
  double simulation_ms = 0;  ///< CPU time of one core in world, sensors and policies
  double hypotheses_mean = 0;
  std::uint64_t hypothesis_steps = 0;
  std::uint64_t synaptic_operations = 0;
  std::uint64_t bytes_moved = 0;
  ledger::Operations operations;  ///< of the columns; MACs are dense and effective alike
  double best_evidence = 0;
  std::optional<double> oracle_evidence;  ///< of the true hypothesis, when the oracle was on
  std::string verdict;                    ///< why it failed, as the oracle tells: "proposal", "evidence"; else empty
};

/// The column names, as the first line of the file (without line end).
[[nodiscard]] std::string_view csv_header();

/// The row as a line (without line end).
[[nodiscard]] std::string to_csv(const EpisodeRow& row);

/// All whole rows of a file; a last line without its end was cut off by a kill and is left out.
/// @throws InputError naming the file and the line when it cannot be read.
[[nodiscard]] std::vector<EpisodeRow> read_episodes(const std::filesystem::path& path);

}  // namespace colonnade::runner
