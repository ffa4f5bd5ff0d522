#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include <colonnade/cortex/access_observer.h>
#include <colonnade/cortex/gist.h>
#include <colonnade/cortex/memory.h>
#include <colonnade/cortex/options.h>
#include <colonnade/cortex/outline.h>
#include <colonnade/cortex/percept.h>
#include <colonnade/cortex/sensation.h>
#include <colonnade/cortex/statistics.h>

namespace colonnade::cortex {

namespace kernels {
struct HypothesisKernels;
}

/// A cortical column: it learns objects as features at locations in their own reference frames, and recognises object
/// and pose from a few sensations.
///
///     Column column;
///     ObjectId cup = column.learn_object("cup");
///     for (...) column.learn(sensation, cup, X_OW);       // pose known
///     column.save("cups.colonnade");
///     column.reset();                                     // a new, unknown object
///     while (!column.percept().decided) column.sense(sensation);
///
/// Not thread-safe; columns that only sense may share one memory (see Memory) and run in parallel.
class Column {
 public:
  /// A column with an empty memory. @throws InputError when options are out of range (names option and value).
  explicit Column(const ColumnOptions& options = {});
  /// A column that recognises (and goes on learning) on the given memory, shared with its other users. Its encoders are
  /// the memory's, whatever the options say. @throws InputError without a memory, or when options are out of range.
  explicit Column(std::shared_ptr<Memory> memory, const ColumnOptions& options = {});
  Column(Column&&) noexcept;
  Column& operator=(Column&&) noexcept;
  ~Column();

  /// The object of this name, created if it is new. @throws InputError as Memory::find_or_add() does.
  ObjectId learn_object(std::string_view name);

  /// Learns one sensation as a feature at a location of the object: the segment that predicts it grows stronger, or a
  /// new one grows (one-shot). Sensations of nothing and invalid ones are ignored.
  /// @param X_OW pose of the world in the object's frame, known or inferred.
  /// @return true when a new segment grew.
  /// @throws InputError when the object is unknown, X_OW is no pose (see is_valid), or the place lies more than 500 m
  ///     from the object's origin.
  bool learn(const Sensation& sensation, ObjectId object, const Pose& X_OW);

  /// Learns how the object looks as a whole from one side. Invalid gists are ignored.
  /// @throws InputError when the object is unknown.
  void learn(const Gist& gist, ObjectId object);

  /// Learns which space around the object is empty, as one view of the whole of it shows. The first kMostOutlines of an
  /// object are kept. Invalid ones are ignored.
  /// @param X_OW as for learning a sensation. @throws InputError when the object is unknown, or X_OW is no pose.
  void learn(const Outline& outline, ObjectId object, const Pose& X_OW);
  static constexpr std::size_t kMostOutlines = 8;

  /// Whether a place that is glanced at looks as the object is known to look there, so that nothing new would be
  /// learned by sensing it: a segment of about its colour lies near and faces the viewer. Costs far less than a
  /// sensation.
  /// @param p_W the place, @param viewer_W from where it is seen, @param X_OW as for learn().
  /// @throws InputError when the object is unknown, or X_OW is no pose.
  [[nodiscard]] bool expects(const Vector3& p_W, const Vector3& viewer_W, const Hsv& colour, ObjectId object,
                             const Pose& X_OW);

  /// Forgets the present episode (not the memory): whatever comes next is an unknown object in an unknown pose.
  /// Also brings the memory's indexes up to date after learning; that is where allocation happens.
  void reset();

  /// Takes in one sensation of the unknown object. It neither allocates, locks nor throws. Before the first reset() it
  /// does nothing, nor after the memory's indexes were brought up to date with what somebody has learned during the
  /// episode, by Memory::consolidate() or another column's reset(): until this column's next reset().
  void sense(const Sensation& sensation) noexcept;

  /// Takes in how the unknown object looks as a whole, which speaks against objects none of whose learned views looks
  /// like it. It is no sensation, and what is sensed is added to it. Neither allocates, locks nor throws, and does
  /// nothing when sense() of a sensation does nothing.
  void sense(const Gist& gist) noexcept;

  /// Takes in which space around the unknown object is empty; conclude() looks at it. The last one of an episode
  /// counts. Neither allocates, locks nor throws, and does nothing when sense() of a sensation does nothing.
  void sense(const Outline& outline) noexcept;

  /// Nothing more will be sensed in this episode: the best hypothesis is fitted to the outline that was sensed, and
  /// where that contradicts it, the best objects are looked at as wholes: twelve at most, each while it can still win.
  /// Their poses are fitted so that neither view shows empty space where the other shows the object, and what cannot be
  /// fitted counts against them; what no view has shown does not. The percept then has the best pose of each of these
  /// objects, and of a few without outlines. Whether it is decided stays as it was. Does nothing without an outline,
  /// where nothing was sensed, or where EvidenceOptions::outline is 0. Neither allocates, locks nor throws.
  void conclude() noexcept;

  /// What the column believes now.
  [[nodiscard]] const Percept& percept() const noexcept;

  /// Where to sense next in order to tell the best hypotheses apart; none while there is nothing to tell apart.
  [[nodiscard]] std::optional<Goal> goal() noexcept;

  /// Slips the true pose into the population as a silent passenger: it takes part in no decision; its evidence is read
  /// with oracle_evidence(). Where that ends above all others, an error lies with the proposals, otherwise with
  /// evidence. Call after reset() and before the first sense().
  /// @throws InputError when the object is unknown or newer than the last reset(), or X_OW is no pose.
  void set_oracle(ObjectId object, const Pose& X_OW);
  /// Evidence that the true hypothesis has gathered; empty without an oracle.
  [[nodiscard]] std::optional<double> oracle_evidence() const noexcept;

  [[nodiscard]] const Memory& memory() const noexcept;
  [[nodiscard]] const std::shared_ptr<Memory>& shared_memory() const noexcept;
  /// Work done since construction or the last clear_statistics(): hypothesis-steps, synaptic operations, bytes.
  [[nodiscard]] const Statistics& statistics() const noexcept;
  void clear_statistics() noexcept;
  [[nodiscard]] const ColumnOptions& options() const noexcept;

  /// Computes on another backend from now on (default: the processor's best instruction set). All backends give the
  /// same results. @param kernels must outlive the column.
  void use_kernels(const kernels::HypothesisKernels& kernels) noexcept;

  /// Tells an observer from now on what this column and its memory read and write, or nobody with a null pointer. For
  /// counting: it is slow, computes as the processor's reference kernels do, and wants consolidate() with one thread.
  /// @param observer must outlive the column and its memory.
  void observe_accesses(AccessObserver* observer);

  /// Saves the learned memory, atomically (docs/format.md). @throws InputError.
  void save(const std::filesystem::path& path) const;
  /// A column on a saved memory, with the file's encoders. @throws InputError when the file is missing, foreign, newer
  /// or damaged, or options are out of range.
  static Column load(const std::filesystem::path& path, const ColumnOptions& options = {});

 private:
  friend class Region;
  friend class Inspector;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace colonnade::cortex
