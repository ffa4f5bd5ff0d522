#include <colonnade/cortex/memory.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include <colonnade/cortex/error.h>

#include "memory_impl.h"
#include "segment_brief.h"
#include "storage/printable.h"
#include "symmetry_search.h"

namespace colonnade::cortex {

std::uint64_t next_version() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

namespace {

constexpr std::uint8_t kInitialPermanence = 120;
constexpr std::uint8_t kConnectedPermanence = 80;
constexpr int kPermanenceGain = 12;
constexpr int kPermanenceLoss = 8;
constexpr std::size_t kSynapseBytes = sizeof(kernels::SegmentCodes) + sizeof(SegmentPermanences);

std::uint64_t learning_bin(const Vector3& p_O, double bin_m, int dx, int dy, int dz) {
  const auto part = [bin_m](double v, int d) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(std::floor(v / bin_m)) + d) & 0x1FFFFF;
  };
  return (part(p_O.x(), dx) << 42) | (part(p_O.y(), dy) << 21) | part(p_O.z(), dz);
}

// Bytes of a bin, and where it is, if bins are kept as the location index keeps them: four neighbours in a line.
constexpr std::size_t kBinBytes = sizeof(kernels::BinBlock);
std::size_t bin_offset(std::uint64_t bin) {
  constexpr unsigned kTableBits = 16;
  return kBinBytes * ((((bin >> 2) * 0x9E3779B97F4A7C15ULL) >> (64 - kTableBits) << 2) | (bin & 3));
}

// Distance in the HSV cone: grey has no hue, and black no colour.
double colour_distance(const kernels::SegmentGeometry& a, const Hsv& b) {
  const auto chroma = [](double hue, double saturation) {
    const double angle = 2 * 3.14159265358979323846 * hue;
    return Eigen::Vector2d(saturation * std::cos(angle), saturation * std::sin(angle));
  };
  const double value = std::min<double>(a.value, b.value);
  const double chroma_difference = (chroma(a.hue, a.saturation) - chroma(b.hue, b.saturation)).norm() * value;
  return std::hypot(chroma_difference, static_cast<double>(a.value) - static_cast<double>(b.value));
}

Vector3 vector(const float v[3]) { return {v[0], v[1], v[2]}; }

// One Hebbian step: synapses onto active cells grow, others shrink; one that falls off regrows onto the active cell.
void strengthen(kernels::SegmentCodes& connected, SegmentPermanences& permanences,
                const kernels::SegmentCodes& active) {
  auto* cells = reinterpret_cast<std::uint8_t*>(&connected);
  const auto* now = reinterpret_cast<const std::uint8_t*>(&active);
  for (std::size_t i = 0; i < permanences.size(); ++i) {
    if (cells[i] == now[i]) {
      permanences[i] = static_cast<std::uint8_t>(std::min(255, permanences[i] + kPermanenceGain));
    } else if (permanences[i] - kPermanenceLoss >= kConnectedPermanence) {
      permanences[i] = static_cast<std::uint8_t>(permanences[i] - kPermanenceLoss);
    } else {
      cells[i] = now[i];
      permanences[i] = kInitialPermanence;
    }
  }
}

}  // namespace

Memory::Impl::Impl(const EncoderOptions& encoder_options)
    : options(encoder_options),
      location_encoder(encoder_options),
      normal_encoder(encoder_options.seed, false),
      axis_encoder(encoder_options.seed, true),
      feature_encoder(encoder_options.seed) {}

kernels::ModelView Memory::Impl::view() const noexcept {
  return {codes.data(),
          geometry.data(),
          briefs.data(),
          location_index.blocks().data(),
          static_cast<std::uint32_t>(location_index.blocks().size() - 1),
          location_index.segments().data(),
          1.0f / LocationIndex::kBin_m,
          anchors.data(),
          location_encoder.modules()[0].data(),
          normal_encoder.map().data(),
          axis_encoder.map().data(),
          DirectionEncoder::kMapSize,
          version,
          static_cast<std::uint32_t>(geometry.size()),
          static_cast<std::uint32_t>(location_index.segments().size()),
          static_cast<std::uint32_t>(anchors.size() / 3),
          version};
}

std::uint32_t Memory::Impl::object_of(std::uint32_t segment) const noexcept {
  const auto after = std::upper_bound(first_segment.begin(), first_segment.end(), segment);
  return static_cast<std::uint32_t>(after - first_segment.begin()) - 1;
}

IndexAccess Memory::Impl::access(std::uint64_t instance) const {
  if (observer == nullptr) return {};
  return [this, instance](Structure structure, std::size_t offset, std::size_t bytes) {
    accessed(structure, structure == Structure::index_entries ? 0 : instance, offset, bytes);
  };
}

void Memory::Impl::tell_copies() const noexcept {
  if (observer == nullptr) return;
  for (std::uint32_t object = 0; object < objects.size(); ++object) {
    for (std::uint32_t to = first_segment[object]; to < first_segment[object + 1]; ++to) {
      const std::size_t from = to - first_segment[object];
      accessed(Structure::learned_codes, object, from * kSynapseBytes, sizeof codes[0]);
      accessed(Structure::learned_geometry, object, from * sizeof geometry[0], sizeof geometry[0]);
      accessed(Structure::codes, version, to * sizeof codes[0], sizeof codes[0]);
      accessed(Structure::geometry, version, to * sizeof geometry[0], sizeof geometry[0]);
      accessed(Structure::briefs, version, to * sizeof briefs[0], sizeof briefs[0]);
      accessed(Structure::features, version, to * sizeof features[0], sizeof features[0]);
      for (const auto& [cell, share] : Familiarity::active(features[to])) {
        accessed(Structure::familiarity, version, cell * familiarity.row_bytes() + object * sizeof(float),
                 sizeof(float));
      }
    }
    for (std::size_t to = first_gist[object]; to < first_gist[object + 1]; ++to) {
      accessed(Structure::learned_gists, object, (to - first_gist[object]) * sizeof gists[0], sizeof gists[0]);
      accessed(Structure::gists, version, to * sizeof gists[0], sizeof gists[0]);
    }
    const std::size_t begin = first_segment[object];
    Familiarity::for_each_displacement(
        std::span(geometry).subspan(begin, first_segment[object + 1] - begin),
        [&](std::uint32_t, std::uint32_t to, const DisplacementIndex::Code& displacement) {
          accessed(Structure::geometry, version, (begin + to) * sizeof geometry[0], sizeof geometry[0]);
          for (const auto& [cell, share] : Familiarity::active(displacement)) {
            accessed(Structure::familiarity, version, cell * familiarity.row_bytes() + object * sizeof(float),
                     sizeof(float));
          }
        });
  }
}

void Memory::Impl::enter_bins(LearnedObject& object, std::uint32_t segment) const {
  const Vector3 p_O = vector(object.geometry[segment].p);
  object.bins[learning_bin(p_O, options.learn_distance_m, 0, 0, 0)].push_back(segment);
}

void Memory::Impl::anchor(LearnedObject& object, std::uint32_t object_index) const {
  const Vector3 shift = LocationEncoder::anchor(options.seed, object_index);
  for (std::size_t i = 0; i < object.codes.size(); ++i) {
    LocationCode location;
    location_encoder.encode(vector(object.geometry[i].p) + shift, location);
    std::copy(location.begin(), location.end(), object.codes[i].location);
  }
}

template <class Visit>
void Memory::Impl::for_each_near(const LearnedObject& object, std::uint32_t object_index, const Vector3& p_O,
                                 Visit&& visit) {
  for (int dx = -1; dx <= 1; ++dx) {
    for (int dy = -1; dy <= 1; ++dy) {
      for (int dz = -1; dz <= 1; ++dz) {
        const std::uint64_t key = learning_bin(p_O, options.learn_distance_m, dx, dy, dz);
        ++statistics.learned_bins_read;
        accessed(Structure::learned_bins, object_index, bin_offset(key), kBinBytes);
        const auto bin = object.bins.find(key);
        if (bin == object.bins.end()) continue;
        for (const std::uint32_t i : bin->second) {
          ++statistics.segments_searched;
          accessed(Structure::learned_geometry, object_index, i * sizeof object.geometry[i], sizeof object.geometry[i]);
          visit(i, (vector(object.geometry[i].p) - p_O).norm());
        }
      }
    }
  }
}

bool Memory::Impl::expects(std::uint32_t object_index, const Vector3& p_O, const Vector3& towards_viewer_O,
                           const Hsv& colour) {
  constexpr double kNear = 0.6;         // of the distance at which new segments grow
  constexpr double kLeastFacing = 0.2;  // cosine: seen too much from the side, or from behind
  const LearnedObject& object = objects[object_index];
  bool expected = false;
  for_each_near(object, object_index, p_O, [&](std::uint32_t i, double distance) {
    const auto& g = object.geometry[i];
    expected =
        expected || (distance < kNear * options.learn_distance_m && vector(g.n).dot(towards_viewer_O) > kLeastFacing &&
                     colour_distance(g, colour) <= options.learn_colour);
  });
  return expected;
}

bool Memory::Impl::learn(LearnedObject& object, std::uint32_t object_index, const Sensation& s, const Vector3& p_O,
                         const Rotation& R_OF) {
  const Vector3 normal_O = R_OF.col(2);
  kernels::SegmentCodes active{};
  LocationCode location;
  location_encoder.encode(p_O + LocationEncoder::anchor(options.seed, object_index), location);
  DirectionCode normal, axis;
  normal_encoder.encode(normal_O, normal);
  axis_encoder.encode(R_OF.col(0), axis);
  FeatureCode feature;
  feature_encoder.encode(s.k1, s.k2, s.colour, feature);
  std::copy(location.begin(), location.end(), active.location);
  std::copy(normal.begin(), normal.end(), active.normal);
  std::copy(axis.begin(), axis.end(), active.axis);
  std::copy(feature.begin(), feature.end(), active.feature);
  ++statistics.sensations;
  ++statistics.sensations_coded;

  // The segment that predicts this sensation: near, with like normal and features.
  std::uint32_t predicting = kernels::kNoSegment;
  double nearest = options.learn_distance_m;
  for_each_near(object, object_index, p_O, [&](std::uint32_t i, double distance) {
    const auto& g = object.geometry[i];
    if (distance >= nearest) return;
    if (vector(g.n).dot(normal_O) < std::cos(options.learn_angle_rad)) return;
    if (colour_distance(g, s.colour) > options.learn_colour) return;
    if (std::abs(log_curvature(g.k1) - log_curvature(s.k1)) > options.learn_log_curvature) return;
    if (std::abs(log_curvature(g.k2) - log_curvature(s.k2)) > options.learn_log_curvature) return;
    predicting = i;
    nearest = distance;
  });
  consolidated = false;
  object.symmetry_known = false;
  statistics.permanence_updates += sizeof(kernels::SegmentCodes);
  if (predicting != kernels::kNoSegment) {
    for (int way = 0; way < 2; ++way) {  // read, and written back
      accessed(Structure::learned_codes, object_index, predicting * kSynapseBytes, kSynapseBytes);
    }
    strengthen(object.codes[predicting], object.permanences[predicting], active);
    ++object.geometry[predicting].observations;
    return false;
  }
  ++statistics.segments_grown;
  kernels::SegmentGeometry g{};
  for (int i = 0; i < 3; ++i) {
    g.p[i] = static_cast<float>(p_O[i]);
    g.n[i] = static_cast<float>(normal_O[i]);
    g.a[i] = static_cast<float>(R_OF(i, 0));
  }
  g.k1 = static_cast<float>(s.k1);
  g.k2 = static_cast<float>(s.k2);
  g.hue = s.colour.hue;
  g.saturation = s.colour.saturation;
  g.value = s.colour.value;
  g.frame_defined = s.frame_fully_defined ? 1 : 0;
  g.observations = 1;
  SegmentPermanences permanences;
  permanences.fill(kInitialPermanence);
  object.codes.push_back(active);
  object.permanences.push_back(permanences);
  object.geometry.push_back(g);
  const std::size_t grown = object.geometry.size() - 1;
  accessed(Structure::learned_codes, object_index, grown * kSynapseBytes, kSynapseBytes);
  accessed(Structure::learned_geometry, object_index, grown * sizeof g, sizeof g);
  enter_bins(object, static_cast<std::uint32_t>(grown));
  return true;
}

void Memory::Impl::learn(LearnedObject& object, std::uint32_t object_index, const Gist& gist) {
  accessed(Structure::learned_gists, object_index, object.gists.size() * sizeof gist, sizeof gist);
  object.gists.push_back(gist);
  consolidated = false;
}

void Memory::Impl::learn(LearnedObject& object, std::uint32_t object_index, const Outline& outline) {
  accessed(Structure::outlines, object_index, object.outlines.size() * sizeof outline, sizeof outline);
  object.outlines.push_back(outline);
}

Memory::Memory(const EncoderOptions& options) {
  check(options);
  impl_ = std::make_unique<Impl>(options);
}

Memory::~Memory() = default;

std::size_t Memory::object_count() const noexcept { return impl_->objects.size(); }

std::size_t Memory::segment_count() const noexcept {
  std::size_t count = 0;
  for (const auto& object : impl_->objects) count += object.geometry.size();
  return count;
}

namespace {

const LearnedObject& object_at(const Memory::Impl& impl, ObjectId object) {
  if (!object.valid() || object.value() >= impl.objects.size()) {
    throw InputError("the memory has no object number " + (object.valid() ? std::to_string(object.value()) : "(none)") +
                     "; it has " + std::to_string(impl.objects.size()));
  }
  return impl.objects[object.value()];
}

}  // namespace

std::size_t Memory::segment_count(ObjectId object) const { return object_at(*impl_, object).geometry.size(); }

std::size_t Memory::memory_bytes() const noexcept {
  constexpr std::size_t kPerSegment =
      sizeof(kernels::SegmentCodes) + sizeof(SegmentPermanences) + sizeof(kernels::SegmentGeometry);
  std::size_t views = 0, outlines = 0;
  for (const auto& object : impl_->objects) {
    views += object.gists.size();
    outlines += object.outlines.size();
  }
  const std::size_t derived =
      impl_->codes.size() * sizeof(kernels::SegmentCodes) + impl_->geometry.size() * sizeof(kernels::SegmentGeometry) +
      impl_->briefs.size() * sizeof(kernels::SegmentBrief) + impl_->features.size() * sizeof(kernels::FeatureBrief) +
      impl_->familiarity.bytes() + impl_->gists.size() * sizeof(Gist) + impl_->location_index.bytes() +
      impl_->displacement_index.bytes();
  return segment_count() * kPerSegment + views * sizeof(Gist) + outlines * sizeof(Outline) + derived;
}

const std::string& Memory::name(ObjectId object) const { return object_at(*impl_, object).name; }

std::optional<ObjectId> Memory::find(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < impl_->objects.size(); ++i) {
    if (impl_->objects[i].name == name) return ObjectId(static_cast<std::uint32_t>(i));
  }
  return std::nullopt;
}

std::optional<ObjectId> Memory::find(const SparseCode& code) const noexcept {
  const auto& known = impl_->object_codes;
  std::optional<ObjectId> meant;
  std::size_t most = SparseCode::kActive / 2 - 1;  // less than a half is nobody
  for (std::uint32_t o = 0; o < known.size(); ++o) {
    const std::size_t common = overlap(code, known[o]);
    if (common <= most) continue;
    most = common;
    meant = ObjectId(o);
  }
  return meant;
}

ObjectId Memory::find_or_add(std::string_view name) {
  if (name.empty()) throw InputError("an object's name is empty");
  if (!is_object_name(name)) {
    throw InputError("\"" + storage::printable(name) +
                     "\" cannot name an object: not UTF-8, with control characters, or " + "longer than " +
                     std::to_string(kLongestName) + " bytes");
  }
  if (const auto known = find(name)) return *known;
  if (impl_->objects.size() >= kMostObjects) {
    throw InputError("there is no room for object '" + std::string(name) + "': a memory holds " +
                     std::to_string(kMostObjects) + " objects at most");
  }
  impl_->objects.emplace_back().name = std::string(name);
  impl_->consolidated = false;
  return ObjectId(static_cast<std::uint32_t>(impl_->objects.size() - 1));
}

std::vector<LearnedPoint> Memory::points(ObjectId object) const {
  const LearnedObject& learned = object_at(*impl_, object);
  std::vector<LearnedPoint> points;
  points.reserve(learned.geometry.size());
  for (std::size_t i = 0; i < learned.geometry.size(); ++i) {
    const auto& g = learned.geometry[i];
    points.push_back({SegmentId(static_cast<std::uint32_t>(i)), vector(g.p), vector(g.n),
                      Hsv{g.hue, g.saturation, g.value}, g.k1, g.k2, static_cast<int>(g.observations)});
  }
  return points;
}

const Symmetry& Memory::symmetry(ObjectId object) const { return object_at(*impl_, object).symmetry; }

void Memory::merge(const Memory& other) {
  if (other.impl_->options != impl_->options) {
    throw InputError("the memories have different encoder options (seeds " + std::to_string(impl_->options.seed) +
                     " and " + std::to_string(other.impl_->options.seed) + "): their codes mean different things");
  }
  if (object_count() + other.object_count() > kMostObjects) {
    throw InputError("the memories have " + std::to_string(object_count()) + " and " +
                     std::to_string(other.object_count()) + " objects; together a memory holds " +
                     std::to_string(kMostObjects) + " at most");
  }
  for (const auto& object : other.impl_->objects) {
    if (find(object.name)) throw InputError("both memories have an object named '" + object.name + "'");
  }
  for (const auto& object : other.impl_->objects) {
    const auto index = static_cast<std::uint32_t>(impl_->objects.size());
    LearnedObject& mine = impl_->objects.emplace_back(object);
    mine.symmetry_known = false;
    mine.known = {};
    impl_->statistics.sensations_coded += mine.codes.size();
    impl_->anchor(mine, index);
  }
  impl_->consolidated = false;
}

void Memory::consolidate(int threads) {
  Impl& impl = *impl_;
  const std::lock_guard lock(impl.consolidation);
  if (impl.consolidated) return;
  impl.version = next_version();  // first: an exception on the way leaves neither the old content nor the new
  impl.codes.clear();
  impl.geometry.clear();
  impl.first_segment.assign(1, 0);
  impl.gists.clear();
  impl.first_gist.assign(1, 0);
  impl.anchors.clear();
  impl.object_codes.clear();
  for (std::uint32_t o = 0; o < impl.objects.size(); ++o) {
    const LearnedObject& object = impl.objects[o];
    impl.codes.insert(impl.codes.end(), object.codes.begin(), object.codes.end());
    impl.geometry.insert(impl.geometry.end(), object.geometry.begin(), object.geometry.end());
    impl.first_segment.push_back(static_cast<std::uint32_t>(impl.geometry.size()));
    impl.gists.insert(impl.gists.end(), object.gists.begin(), object.gists.end());
    impl.first_gist.push_back(static_cast<std::uint32_t>(impl.gists.size()));
    impl.object_codes.push_back(object_code(object.name));
    const Vector3 anchor = LocationEncoder::anchor(impl.options.seed, o);
    for (int i = 0; i < 3; ++i) impl.anchors.push_back(static_cast<float>(anchor[i]));
  }
  impl.briefs.clear();
  impl.features.clear();
  for (const auto& g : impl.geometry) {
    impl.briefs.push_back(segment_brief(g));
    impl.features.push_back(impl.briefs.back().features);
  }
  impl.familiarity.build(impl.features, impl.geometry, impl.first_segment);
  impl.tell_copies();
  const IndexAccess access = impl.access(impl.version);
  impl.location_index.build(impl.geometry, impl.first_segment, &LocationIndex::run_in_order, {}, access);
  impl.displacement_index.build(impl.geometry, impl.first_segment, impl.options.seed, threads, access);
  constexpr std::size_t kLogarithm = 10;  // what one costs, in terms of a sum
  impl.statistics.familiarity_terms +=
      std::tuple_size_v<Familiarity::Active> * impl.geometry.size() +
      std::tuple_size_v<Familiarity::ActiveByDisplacement> * impl.familiarity.displacements() +
      kLogarithm * Familiarity::kCells * impl.objects.size();
  impl.statistics.displacement_codes += impl.displacement_index.codes_made() + impl.familiarity.displacements();
  impl.statistics.index_entries += impl.location_index.segments().size() + impl.displacement_index.size();
  find_symmetries(impl, threads);
  impl.consolidated = true;
}

const Statistics& Memory::statistics() const noexcept { return impl_->statistics; }

const EncoderOptions& Memory::encoder_options() const noexcept { return impl_->options; }

}  // namespace colonnade::cortex
