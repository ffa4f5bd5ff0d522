#include "episode_row.h"

#include <algorithm>
#include <array>

#include <colonnade/cortex/error.h>
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

/// A text that may have commas, as CSV writes it (RFC 4180).
std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"") == std::string::npos) return text;
  std::string cell = "\"";
  for (const char c : text) cell.append(c == '"' ? 2U : 1U, c);
  return cell + '"';
}

/// Takes the cells of a line one after the other.
class Cells {
 public:
  explicit Cells(std::string_view line) : rest_(line) {}

  std::string_view text() {
    if (finished_) throw InputError("too few columns");
    const std::size_t comma = rest_.find(',');
    const std::string_view cell = rest_.substr(0, comma);
    finished_ = comma == std::string_view::npos;
    rest_.remove_prefix(finished_ ? rest_.size() : comma + 1);
    return cell;
  }
  std::string name() {
    if (rest_.empty() || rest_.front() != '"') return std::string(text());
    std::string name;
    std::size_t i = 1;
    for (; i < rest_.size(); ++i) {
      if (rest_[i] == '"' && (++i >= rest_.size() || rest_[i] != '"')) break;
      name += rest_[i];
    }
    rest_.remove_prefix(std::min(i, rest_.size()));
    if (!text().empty()) throw InputError("text after a closing quote");
    return name;
  }
  template <class Number>
  Number number() {
    const std::string_view cell = text();
    const std::optional<Number> value = parse_number<Number>(cell);
    if (!value) throw InputError(fmt::format("'{}' is not a number", cell));
    return *value;
  }
  bool flag() { return number<int>() != 0; }
  std::optional<double> maybe() {
    if (rest_.empty() || rest_.front() == ',') return (void)text(), std::nullopt;
    return number<double>();
  }
  void finish() const {
    if (!finished_) throw InputError("too many columns");
  }

 private:
  std::string_view rest_;
  bool finished_ = false;
};

EpisodeRow from_csv(std::string_view line) {
  Cells cells(line);
  EpisodeRow r;
  r.experiment = cells.text();
  r.seed = cells.number<std::uint64_t>();
  r.episode = cells.number<int>();
  r.object = cells.name();
  r.rotation.w() = cells.number<double>();
  r.rotation.x() = cells.number<double>();
  r.rotation.y() = cells.number<double>();
  r.rotation.z() = cells.number<double>();
  r.result = cells.name();
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
  cells.finish();
  return r;
}

}  // namespace

std::string_view csv_header() { return kHeader; }

std::string to_csv(const EpisodeRow& r) {
  return fmt::format(
      "{},{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{},{:d},{:d},{},{},{},{},{},{:d},{:.6g},{:.6g},{:.6g},{:.6g},"
      "{},{},{},{},{},{},{},{},{},{},{},{:.6g},{},{}",
      r.experiment, r.seed, r.episode, quoted(r.object), r.rotation.w(), r.rotation.x(), r.rotation.y(), r.rotation.z(),
      quoted(r.result), r.correct, r.timeout, r.steps, cell(r.rotation_error_deg),
      cell(r.rotation_error_declared_symmetry_deg), cell(r.translation_error_mm), cell(r.add_s_mm), r.add_s_ok,
      r.confidence, r.column_ms, r.simulation_ms, r.hypotheses_mean, r.hypothesis_steps, r.synaptic_operations,
      r.bytes_moved, r.operations.dense_macs, r.operations.flops, r.operations.byte_compares, r.operations.lookups,
      r.operations.bytes[0], r.operations.bytes[1], r.operations.bytes[2], r.operations.bytes[3], r.best_evidence,
      cell(r.oracle_evidence), r.verdict);
}

std::vector<EpisodeRow> read_episodes(const std::filesystem::path& path) {
  const std::string contents = read_file(path);
  std::vector<EpisodeRow> rows;
  std::string_view rest = contents;
  for (int line_number = 1;; ++line_number) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return rows;  // nothing more, or a row that a kill cut off
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    try {
      if (line_number > 1)
        rows.push_back(from_csv(line));
      else if (line != kHeader)
        throw InputError("not the column names of this version");
    } catch (const InputError& error) {
      throw InputError(fmt::format("{}:{}: {}", path.string(), line_number, error.what()));
    }
  }
}

}  // namespace colonnade::runner
