#include "episode_row.h"

#include <colonnade/files/csv.h>
#include <fmt/core.h>

#include "atomic_file.h"
#include "parse_number.h"

namespace colonnade::runner {

namespace {

constexpr std::string_view kHeader =
    "experiment,seed,episode,object,qw,qx,qy,qz,result,correct,timeout,steps,rotation_error_deg,"
    "rotation_error_declared_symmetry_deg,translation_error_mm,add_s_mm,add_s_ok,confidence,column_ms,simulation_ms,"
    "hypotheses_mean,hypothesis_steps,synaptic_operations,bytes_moved,macs,flops,byte_compares,"
    "lookups,bytes_sram_8k,bytes_sram_32k,bytes_sram_1m,bytes_dram,best_evidence,oracle_evidence,verdict";

std::string cell(const std::optional<double>& value) { return value ? fmt::format("{:.6g}", *value) : std::string(); }

/// Takes the cells of a row one after the other.
class Cells {
 public:
  Cells(const files::CsvTable& table, const files::CsvRow& row) : table_(table), row_(row) {}

  const std::string& text() { return row_.cells[next_++]; }  // a row has as many as the header
  template <class Number>
  Number number() {
    const std::string& cell = text();
    const std::optional<Number> value = parse_number<Number>(cell);
    if (!value) table_.refuse(row_, fmt::format("'{}' is not a number", cell));
    return *value;
  }
  bool flag() { return number<int>() != 0; }
  std::optional<double> maybe() {
    if (!row_.cells[next_].empty()) return number<double>();
    ++next_;
    return std::nullopt;
  }

 private:
  const files::CsvTable& table_;
  const files::CsvRow& row_;
  std::size_t next_ = 0;
};

EpisodeRow from_csv(Cells cells) {
  EpisodeRow r;
  r.experiment = cells.text();
  r.seed = cells.number<std::uint64_t>();
  r.episode = cells.number<int>();
  r.object = cells.text();
  r.rotation.w() = cells.number<double>();
  r.rotation.x() = cells.number<double>();
  r.rotation.y() = cells.number<double>();
  r.rotation.z() = cells.number<double>();
  r.result = cells.text();
  r.correct = cells.flag();
  r.timeout = cells.flag();
  r.steps = cells.number<int>();
  r.rotation_error_deg = cells.maybe();
  r.rotation_error_declared_symmetry_deg = cells.maybe();
  r.translation_error_mm = cells.maybe();
  r.add_s_mm = cells.maybe();
  r.add_s_ok = cells.flag();
  r.confidence = cells.number<double>();
  r.column_ms = cells.number<double>();
  r.simulation_ms = cells.number<double>();
  r.hypotheses_mean = cells.number<double>();
  r.hypothesis_steps = cells.number<std::uint64_t>();
  r.synaptic_operations = cells.number<std::uint64_t>();
  r.bytes_moved = cells.number<std::uint64_t>();
  r.operations.dense_macs = r.operations.effective_macs = cells.number<std::uint64_t>();
  r.operations.flops = cells.number<std::uint64_t>();
  r.operations.byte_compares = cells.number<std::uint64_t>();
  r.operations.lookups = cells.number<std::uint64_t>();
  for (std::uint64_t& bytes : r.operations.bytes) bytes = cells.number<std::uint64_t>();
  r.best_evidence = cells.number<double>();
  r.oracle_evidence = cells.maybe();
  r.verdict = cells.text();
  return r;
}

}  // namespace

std::string_view csv_header() { return kHeader; }

std::string to_csv(const EpisodeRow& r) {
  return fmt::format(
      "{},{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{},{:d},{:d},{},{},{},{},{},{:d},{:.6g},{:.6g},{:.6g},{:.6g},"
      "{},{},{},{},{},{},{},{},{},{},{},{:.6g},{},{}",
      files::csv_cell(r.experiment), r.seed, r.episode, files::csv_cell(r.object), r.rotation.w(), r.rotation.x(),
      r.rotation.y(), r.rotation.z(), files::csv_cell(r.result), r.correct, r.timeout, r.steps,
      cell(r.rotation_error_deg), cell(r.rotation_error_declared_symmetry_deg), cell(r.translation_error_mm),
      cell(r.add_s_mm), r.add_s_ok, r.confidence, r.column_ms, r.simulation_ms, r.hypotheses_mean, r.hypothesis_steps,
      r.synaptic_operations, r.bytes_moved, r.operations.dense_macs, r.operations.flops, r.operations.byte_compares,
      r.operations.lookups, r.operations.bytes[0], r.operations.bytes[1], r.operations.bytes[2], r.operations.bytes[3],
      r.best_evidence, cell(r.oracle_evidence), r.verdict);
}

std::vector<EpisodeRow> read_episodes(const std::filesystem::path& path) {
  const std::string contents = read_file(path);
  const std::string_view whole = std::string_view(contents).substr(0, contents.rfind('\n') + 1);
  std::vector<EpisodeRow> rows;
  if (whole.empty()) return rows;  // nothing more, or a row that a kill cut off
  const files::CsvTable table = files::parse_csv(whole, path.string());
  if (table.header.cells != files::parse_csv(kHeader, "").header.cells) {
    table.refuse(table.header, "not the column names of this version");
  }
  for (const files::CsvRow& row : table.rows) rows.push_back(from_csv(Cells(table, row)));
  return rows;
}

}  // namespace colonnade::runner
