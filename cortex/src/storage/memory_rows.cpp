#include "storage/memory_rows.h"

#include <cstring>
#include <span>

namespace colonnade::cortex::storage {

// The layout of version 4. The rows of the blobs are our own structs, frozen here.
static_assert(sizeof(kernels::SegmentCodes) == 192 && sizeof(SegmentPermanences) == 192);
static_assert(sizeof(kernels::SegmentGeometry) == 64 && offsetof(kernels::SegmentGeometry, k1) == 36 &&
              offsetof(kernels::SegmentGeometry, frame_defined) == 56);
static_assert(offsetof(Gist, hue) == 72 && offsetof(Gist, value_sd) == 132 && offsetof(Gist, relative_colour) == 136 &&
              sizeof(Gist) == 200);
static_assert(offsetof(Outline, nearest_m) == 12 && offsetof(Outline, R_SA) == 20 && offsetof(Outline, p_SA) == 56 &&
              offsetof(Outline, surface) == 68 && offsetof(Outline, beside) == 8260 && sizeof(Outline) == 12356);

StoredGists to_stored(const std::vector<Gist>& gists) {
  StoredGists stored;
  for (const Gist& gist : gists) {
    std::memcpy(stored.numbers.emplace_back().data(), &gist, sizeof(StoredGists::Numbers));
    stored.colours.push_back(gist.relative_colour);
  }
  return stored;
}

std::vector<Gist> from_stored(const StoredGists& stored) {
  std::vector<Gist> gists(stored.numbers.size());
  for (std::size_t i = 0; i < gists.size(); ++i) {
    std::memcpy(static_cast<void*>(&gists[i]), stored.numbers[i].data(), sizeof(StoredGists::Numbers));
    if (!stored.colours.empty()) gists[i].relative_colour = stored.colours[i];
  }
  return gists;
}

ObjectSummary summarise(const LearnedObject& object, const StoredGists& gists) {
  ObjectSummary summary;
  summary.segments = static_cast<std::int64_t>(object.codes.size());
  for (const auto& row : object.geometry) {
    summary.observations += row.observations;
  }
  summary.checksum = Checksum()
                         .add(object.name)
                         .add(std::span(object.codes))
                         .add(std::span(object.permanences))
                         .add(std::span(object.geometry))
                         .add(std::span(gists.numbers))
                         .add(std::span(gists.colours))
                         .add(std::span(object.outlines))
                         .value();
  return summary;
}

ObjectSummary summarise(const LearnedObject& object) { return summarise(object, to_stored(object.gists)); }

std::vector<OptionRow> to_rows(EncoderOptions options) {
  std::vector<OptionRow> result;
  for_each_encoder_option(options, [&](const char* name, const auto& value, double, double) {
    result.push_back({name, static_cast<Stored<std::remove_cvref_t<decltype(value)>>>(value)});
  });
  return result;
}

}  // namespace colonnade::cortex::storage
