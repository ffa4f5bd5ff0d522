#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <ostream>

#include <colonnade/cortex/overlap.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include "bench/autovectorised.h"
#include "bench/read_bandwidth.h"
#include "bench/section.h"
#include "bench/timing.h"
#include "kernels/overlap_kernels.h"
#include "parallel.h"

namespace colonnade::bench {
namespace {

using cortex::BlockCodes;

std::size_t cache_bytes(int name, long otherwise) {
  const long size = sysconf(name);
  return static_cast<std::size_t>(size > 0 ? size : otherwise);
}

std::size_t half_of_l1() { return cache_bytes(_SC_LEVEL1_DCACHE_SIZE, 32 << 10) / 2 / 1024 * 1024; }
std::size_t half_of_l2() { return cache_bytes(_SC_LEVEL2_CACHE_SIZE, 256 << 10) / 2 / 1024 * 1024; }

std::uint64_t stream_sum_threaded(const std::uint8_t* data, std::size_t bytes, int threads) {
  std::atomic<std::uint64_t> sum = 0;
  cortex::parallel_for(bytes, std::size_t{1} << 18, threads,
                       [&](std::size_t begin, std::size_t end) { sum += stream_sum(data + begin, end - begin); });
  return sum;
}

}  // namespace

nlohmann::ordered_json bench_bandwidth(const Effort& effort, std::ostream& out) {
  struct Place {
    const char* name;
    std::size_t bytes;
    int threads;
  };
  fmt::print(out,
             "\nOne query against many codes, and the read bandwidth of the same "
             "memory\n{:<8}{:>9}{:>9}{:>9}{:>16}{:>9}{:>13}\n",
             "where", "MiB", "threads", "blocks", "Moverlaps/s", "GB/s", "of bandwidth");
  auto rows = nlohmann::ordered_json::array();
  const Bytes bytes = random_bytes(effort.memory_bytes);
  std::vector<std::uint8_t> overlaps(effort.memory_bytes / 32);
  for (const Place& place : {Place{"L1", half_of_l1(), 1}, Place{"L2", half_of_l2(), 1},
                             Place{"memory", effort.memory_bytes, 1}, Place{"memory", effort.memory_bytes, 2}}) {
    const bool threaded = place.threads > 1;
    std::vector<Contender> contenders = {{"read bandwidth",
                                          [&] {
                                            keep(threaded
                                                     ? stream_sum_threaded(bytes.data(), place.bytes, place.threads)
                                                     : stream_sum(bytes.data(), place.bytes));
                                          },
                                          threaded}};
    const std::vector<std::size_t> sizes = {32, 64, 128, 192};
    for (const std::size_t blocks : sizes) {
      contenders.push_back({fmt::format("{} blocks", blocks),
                            [&, blocks] {
                              const BlockCodes codes(bytes.data(), place.bytes / blocks, blocks);
                              cortex::overlap_one_to_many(codes[0], codes, std::span<std::uint8_t>(overlaps),
                                                          place.threads);
                            },
                            threaded});
    }
    const auto times = time_interleaved(contenders, effort.rounds, effort.seconds);
    const auto size = static_cast<double>(place.bytes);
    const double mib = size / (1 << 20);
    fmt::print(out, "{:<8}{:>9.3g}{:>9}{:>9}{:>16}{:>9.1f}{:>13}\n", place.name, mib, place.threads, "(sum)", "",
               size / times[0].median() * 1e-9, "");
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const Times& time = times[i + 1];
      const std::size_t codes = place.bytes / sizes[i];
      const double per_second = static_cast<double>(codes) / time.median();
      const double share = times[0].over(time);
      fmt::print(out, "{:<8}{:>9.3g}{:>9}{:>9}{:>16.0f}{:>9.1f}{:>12.0f}%\n", place.name, mib, place.threads, sizes[i],
                 per_second * 1e-6, per_second * static_cast<double>(sizes[i]) * 1e-9, 100 * share);
      rows.push_back({{"where", place.name},
                      {"table_bytes", place.bytes},
                      {"threads", place.threads},
                      {"blocks", sizes[i]},
                      {"overlaps_per_second", per_second},
                      {"bytes_per_second", per_second * static_cast<double>(sizes[i])},
                      {"read_bandwidth_bytes_per_second", size / times[0].median()},
                      {"share_of_read_bandwidth", share}});
    }
  }
  return rows;
}

nlohmann::ordered_json bench_levels(const Effort& effort, std::ostream& out) {
  const std::size_t blocks = 64;
  const std::size_t count = half_of_l2() / blocks;
  const Bytes bytes = random_bytes(count * blocks);
  std::vector<std::uint8_t> overlaps(count);
  std::vector<const cortex::kernels::OverlapKernels*> tables = {&cortex::kernels::scalar_overlap_kernels(),
                                                                &autovectorised_overlap_kernels()};
  for (const auto* table : cortex::kernels::all_overlap_kernels()) {
    if (table != tables[0]) tables.insert(tables.begin() + 2, table);
  }
  std::vector<Contender> contenders;
  for (const auto* table : tables) {
    contenders.push_back({table->name, [&, table] {
                            table->one_to_many_u8(bytes.data(), bytes.data(), blocks, count, blocks, overlaps.data());
                            keep(overlaps[0]);
                          }});
  }
  const auto times = time_interleaved(contenders, effort.rounds, effort.seconds);
  fmt::print(out,
             "\nInstruction sets, one query against many codes of {} blocks in L2, one thread\n{:<18}{:>14}{:>12}\n",
             blocks, "", "ns/overlap", "vs scalar");
  auto rows = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const double seconds = times[i].median() / static_cast<double>(count);
    const double speedup = times[0].over(times[i]);
    fmt::print(out, "{:<18}{:>14.2f}{:>11.1f}x\n", tables[i]->name, seconds * 1e9, speedup);
    rows.push_back({{"instruction_set", tables[i]->name},
                    {"blocks", blocks},
                    {"ns_per_overlap", seconds * 1e9},
                    {"speedup_over_scalar", speedup}});
  }
  return rows;
}

nlohmann::ordered_json bench_many_to_many(const Effort& effort, std::ostream& out) {
  const std::size_t queries = 256;
  const std::size_t count = 16384;
  std::vector<std::uint8_t> overlaps(queries * count);
  fmt::print(out, "\nMany to many, {} queries against {} codes\n{:<9}{:>9}{:>16}\n", queries, count, "blocks",
             "threads", "Moverlaps/s");
  auto rows = nlohmann::ordered_json::array();
  for (const std::size_t blocks : {64U, 192U}) {
    const Bytes bytes = random_bytes(count * blocks);
    const BlockCodes codes(bytes.data(), count, blocks);
    const BlockCodes query_codes(bytes.data(), queries, blocks);
    std::vector<Contender> contenders;
    for (const int threads : {1, 2}) {
      contenders.push_back({fmt::format("{} threads", threads),
                            [&, threads] {
                              cortex::overlap_many_to_many(query_codes, codes, std::span<std::uint8_t>(overlaps),
                                                           threads);
                            },
                            threads > 1});
    }
    const auto times = time_interleaved(contenders, effort.rounds, effort.seconds);
    for (const int threads : {1, 2}) {
      const double per_second =
          static_cast<double>(queries * count) / times[static_cast<std::size_t>(threads - 1)].median();
      fmt::print(out, "{:<9}{:>9}{:>16.0f}\n", blocks, threads, per_second * 1e-6);
      rows.push_back({{"blocks", blocks}, {"threads", threads}, {"overlaps_per_second", per_second}});
    }
  }
  return rows;
}

}  // namespace colonnade::bench
