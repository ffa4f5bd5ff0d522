#include <algorithm>
#include <ostream>
#include <stdexcept>

#include <colonnade/cortex/block_code_index.h>
#include <colonnade/cortex/encoders.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include "bench/ellipsoids.h"
#include "bench/section.h"
#include "bench/timing.h"

namespace colonnade::bench {
namespace {

using cortex::LocationCode;
using cortex::LocationEncoder;
using cortex::Vector3;

constexpr std::uint32_t kObjects = 77;
constexpr std::size_t kCodes = 100000;
constexpr std::size_t kQueries = 500;

/// Location codes of segments all over 77 objects, and of places near some of them.
struct LocationCodes {
  std::vector<LocationCode> stored;
  std::vector<LocationCode> queries;

  LocationCodes() {
    const LocationEncoder encoder{cortex::EncoderOptions{}};
    std::mt19937 random(1);
    std::normal_distribution<double> noise(0, 0.002);
    const std::size_t each = kCodes / kObjects + 1;
    for (std::size_t i = 0; i < kCodes; ++i) {
      const auto object = static_cast<std::uint32_t>(i / each);
      const Vector3 p = Ellipsoid(object).sensation(i % each, each).p_W + LocationEncoder::anchor(1, object);
      encoder.encode(p, stored.emplace_back());
      if (i % (kCodes / kQueries) == 0) {
        encoder.encode(p + Vector3(noise(random), noise(random), noise(random)), queries.emplace_back());
      }
    }
    std::shuffle(queries.begin(), queries.end(), random);
  }
};

}  // namespace

nlohmann::ordered_json bench_index(const Effort& effort, std::ostream& out) {
  const LocationCodes codes;
  fmt::print(out,
             "\nActive segments of one query among {} location codes of {} objects, one thread\n"
             "(for scale: htm.core 2.2.0 takes 120 us for 100000 segments of 30 synapses, and 59 bytes a synapse)\n"
             "{:>9}{:>9}{:>12}{:>12}{:>10}{:>16}\n",
             kCodes, kObjects, "overlap", "active", "scan us", "index us", "faster", "bytes/synapse");
  auto rows = nlohmann::ordered_json::array();
  for (const std::uint32_t threshold : {26U, 32U, 40U, 48U}) {
    cortex::BlockCodeIndex index(cortex::kLocationBlocks, threshold);
    for (const LocationCode& code : codes.stored) index.insert(code);
    index.consolidate();
    cortex::BlockCodeIndex::Scratch scratch;
    std::vector<cortex::OverlapMatch> matches(kCodes);
    std::size_t active = 0;
    for (const LocationCode& query : codes.queries) {
      const auto found = index.find(query, threshold, scratch);
      const std::size_t count = cortex::overlap_active(query, index.codes(), threshold, matches);
      if (!std::equal(found.begin(), found.end(), matches.begin(),
                      matches.begin() + static_cast<std::ptrdiff_t>(count))) {
        throw std::logic_error("bench: index and scan differ");
      }
      active += count;
    }
    std::size_t next_scan = 0, next_find = 0;
    const auto times = time_interleaved(
        {{"scan",
          [&] {
            keep(cortex::overlap_active(codes.queries[next_scan++ % kQueries], index.codes(), threshold, matches));
          }},
         {"index", [&] { keep(index.find(codes.queries[next_find++ % kQueries], threshold, scratch)); }}},
        effort.rounds, effort.seconds);
    const double mean_active = static_cast<double>(active) / kQueries;
    const double speedup = times[0].over(times[1]);
    const double bytes =
        static_cast<double>(index.memory_bytes()) / static_cast<double>(kCodes * cortex::kLocationBlocks);
    fmt::print(out, "{:>6}/{}{:>9.1f}{:>12.1f}{:>12.2f}{:>9.1f}x{:>16.1f}\n", threshold, cortex::kLocationBlocks,
               mean_active, times[0].median() * 1e6, times[1].median() * 1e6, speedup, bytes);
    rows.push_back({{"codes", kCodes},
                    {"objects", kObjects},
                    {"blocks", cortex::kLocationBlocks},
                    {"threshold", threshold},
                    {"mean_active", mean_active},
                    {"scan_seconds", times[0].median()},
                    {"index_seconds", times[1].median()},
                    {"speedup", speedup},
                    {"index_bytes_per_synapse", bytes}});
  }
  return rows;
}

}  // namespace colonnade::bench
