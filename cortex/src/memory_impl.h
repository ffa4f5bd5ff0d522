#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include <colonnade/cortex/access_observer.h>
#include <colonnade/cortex/encoders.h>
#include <colonnade/cortex/gist.h>
#include <colonnade/cortex/memory.h>
#include <colonnade/cortex/outline.h>
#include <colonnade/cortex/sparse_code.h>

#include "displacement_index.h"
#include "familiarity.h"
#include "index_access.h"
#include "kernels/hypothesis.h"
#include "location_index.h"

namespace colonnade::cortex {

/// Permanences of a segment's 192 synapses, in the order of kernels::SegmentCodes. 255 is fully grown.
using SegmentPermanences = std::array<std::uint8_t, sizeof(kernels::SegmentCodes)>;

/// From its origin in metres: what indexes know of an object repeats after a kilometre.
inline constexpr double kLargestObject_m = 500;

/// What a row of a memory file says of an object besides its blobs: as good as the object to tell whether it changed.
struct ObjectSummary {
  std::int64_t segments = 0;
  std::int64_t observations = 0;
  std::int64_t checksum = 0;
  friend bool operator==(const ObjectSummary&, const ObjectSummary&) = default;
};

/// What files had of an object when it was loaded from there or saved there: what is here has come of it.
struct KnownObject {
  std::vector<ObjectSummary> in_files;  ///< the last one last
  ObjectSummary here;                   ///< as it was here then
  [[nodiscard]] bool includes(const ObjectSummary& stored) const {
    return std::find(in_files.rbegin(), in_files.rend(), stored) != in_files.rend();
  }
};

/// What is learned of one object: its L4 segments in the order in which they grew. This, the names and the encoder
/// options are all that a file needs to keep; everything else is derived.
struct LearnedObject {
  std::string name;
  std::vector<kernels::SegmentCodes> codes;
  std::vector<SegmentPermanences> permanences;
  std::vector<kernels::SegmentGeometry> geometry;
  std::vector<Gist> gists;        ///< of its known views, in the order in which they were learned
  std::vector<Outline> outlines;  ///< of the first of them, in its own frame

  // Derived, for learning only: segments by bin of edge learn_distance_m.
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> bins;
  Symmetry symmetry;
  std::vector<kernels::PoseView> confusions;  ///< turns of the model that look much like it
  bool symmetry_known = false;

  KnownObject known;
};

/// Unique among all contents of the process.
std::uint64_t next_version() noexcept;

struct Memory::Impl {
  explicit Impl(const EncoderOptions& encoder_options);

  EncoderOptions options;
  LocationEncoder location_encoder;
  DirectionEncoder normal_encoder;
  DirectionEncoder axis_encoder;
  FeatureEncoder feature_encoder;
  std::vector<LearnedObject> objects;
  Statistics statistics;
  AccessObserver* observer = nullptr;  ///< told what learning, consolidate() and proposals read and write
  kernels::HypothesisKernels kernels = kernels::hypothesis_kernels();  ///< those of the search for symmetries

  // Derived by consolidate(): all objects' segments in a row, and what finds them.
  bool consolidated = true;
  std::uint64_t version = 0;  ///< of the derived data; another one after each consolidation that changed it
  std::mutex consolidation;
  std::mutex saving;  ///< guards what is known of files
  std::vector<kernels::SegmentCodes> codes;
  std::vector<kernels::SegmentGeometry> geometry;
  std::vector<kernels::SegmentBrief> briefs;    ///< of the segments
  std::vector<kernels::FeatureBrief> features;  ///< those of the briefs, close together for proposals
  Familiarity familiarity;
  std::vector<Gist> gists;                   ///< all objects' in a row
  std::vector<std::uint32_t> first_gist;     ///< per object, and the end
  std::vector<std::uint32_t> first_segment;  ///< per object, and the end
  std::vector<float> anchors;                ///< 3 per object
  std::vector<SparseCode> object_codes;      ///< L2/3's
  LocationIndex location_index;
  DisplacementIndex displacement_index;

  /// All derived data as the kernels want it. Valid until the memory changes.
  [[nodiscard]] kernels::ModelView view() const noexcept;
  [[nodiscard]] std::uint32_t object_of(std::uint32_t segment) const noexcept;

  /// Tells the observer, if there is one.
  void accessed(Structure structure, std::uint64_t instance, std::size_t offset, std::size_t bytes) const noexcept {
    if (observer != nullptr) observer->accessed(structure, instance, offset, static_cast<std::uint32_t>(bytes));
  }

  /// The same for an index that is being made; empty if there is none.
  [[nodiscard]] IndexAccess access(std::uint64_t instance) const;

  /// Tells the observer of the objects' segments being put in a row.
  void tell_copies() const noexcept;

  /// Grows or strengthens. @return true when a segment grew. p_O, R_OF in the object's frame.
  bool learn(LearnedObject& object, std::uint32_t object_index, const Sensation& sensation, const Vector3& p_O,
             const Rotation& R_OF);
  /// Remembers how the object looks as a whole from one side.
  void learn(LearnedObject& object, std::uint32_t object_index, const Gist& gist);
  /// Remembers the space around the object, given in its frame.
  void learn(LearnedObject& object, std::uint32_t object_index, const Outline& outline);
  /// Whether something like this is known there: a segment near the place that faces the viewer and has the colour.
  bool expects(std::uint32_t object_index, const Vector3& p_O, const Vector3& towards_viewer_O, const Hsv& colour);
  /// Calls visit(segment, distance) for the object's segments around a place, those within learn_distance_m and some.
  template <class Visit>
  void for_each_near(const LearnedObject& object, std::uint32_t object_index, const Vector3& p_O, Visit&& visit);
  /// Anchors the codes of an object's locations as those of object number `object_index`.
  void anchor(LearnedObject& object, std::uint32_t object_index) const;
  /// Puts a segment (of a loaded file, say) into the learning bins.
  void enter_bins(LearnedObject& object, std::uint32_t segment) const;
};

}  // namespace colonnade::cortex
