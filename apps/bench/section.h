#pragma once

#include <cstddef>
#include <iosfwd>
#include <vector>

#include <boost/align/aligned_allocator.hpp>
#include <nlohmann/json_fwd.hpp>

namespace colonnade::bench {

using Bytes = std::vector<std::uint8_t, boost::alignment::aligned_allocator<std::uint8_t, 64>>;

/// How much to measure.
struct Effort {
  int rounds;
  double seconds;            ///< of each contender in a round, at least
  std::size_t memory_bytes;  ///< of a table that no cache holds
};

// Each prints its part of the table and returns the same figures.
nlohmann::ordered_json bench_bandwidth(const Effort& effort, std::ostream& out);
nlohmann::ordered_json bench_levels(const Effort& effort, std::ostream& out);
nlohmann::ordered_json bench_many_to_many(const Effort& effort, std::ostream& out);
nlohmann::ordered_json bench_index(const Effort& effort, std::ostream& out);
nlohmann::ordered_json bench_hypotheses(const Effort& effort, std::ostream& out);

/// Any cells, the same each time.
Bytes random_bytes(std::size_t size);

}  // namespace colonnade::bench
