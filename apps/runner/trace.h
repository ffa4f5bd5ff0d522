#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/cortex/percept.h>

namespace colonnade::runner {

/// Evidence over time in one episode: one curve for each object that was ever among the best ranked.
struct Trace {
  int episode = 0;
  std::string object;  ///< the true one
  std::string result;  ///< the one reported
  int steps = 0;
  std::map<std::string, std::vector<double>> evidence;  ///< by object, one value a step; NaN: not ranked then

  /// Appends what the column believes after its latest sensation. @param names of the objects, by id.
  void record(const cortex::Percept& percept, std::span<const std::string> names);
  /// Keeps the given number of curves with the highest evidence, and the true object's.
  void keep_best(std::size_t count);
};

/// One line of JSON, and back. @throws InputError when the line is not a trace.
[[nodiscard]] std::string to_json_line(const Trace& trace);
[[nodiscard]] Trace trace_from_json(std::string_view line, const std::string& file, int line_number);

}  // namespace colonnade::runner
