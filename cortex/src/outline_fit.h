#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <Eigen/Core>

#include <colonnade/cortex/frames.h>
#include <colonnade/cortex/outline.h>

#include "kernels/views.h"

namespace colonnade::cortex {

/// Fits poses to outlines: the seen thing must not lie where a known view of the object shows empty space, nor the
/// object's known surface where the seen view does. A damped Gauss-Newton method (Levenberg 1944) on how far places
/// lie in empty space. Lengths are those of a thing of 20 cm, and shorter for a smaller one.
class OutlineFit {
 public:
  static constexpr std::size_t kMostKnown = 8;  ///< outlines of one object
  static constexpr std::size_t kPoints = 96;    ///< of one outline's surface, at most

  /// What was done since construction.
  struct Work {
    std::uint64_t places = 0;  ///< looked up in an outline
    std::uint64_t terms = 0;   ///< that pull at a pose
    std::uint64_t rounds = 0;  ///< of fits
    std::uint64_t cells = 0;   ///< looked at for points of a surface
  };
  /// Is told of what is read of outlines. @param known the known outline's number, or -1 for the seen one.
  class Watcher {
   public:
    virtual ~Watcher() = default;
    /// All surfaces.
    virtual void scanned(int known) noexcept = 0;
    /// This cell and the next.
    virtual void looked_up(int known, std::size_t cell) noexcept = 0;
  };

  /// The unknown thing from now on. Poses are of its W axes, from origin_W.
  void see(const Outline& seen, const Vector3& origin_W, Watcher* watcher) noexcept;
  /// The object from now on. @param known kMostKnown of them at most; they must stay until the next call.
  void compare_with(std::span<const Outline> known, Watcher* watcher) noexcept;

  /// How much of both lies in what the other one's views show to be empty: the mean square of how deep, in units of the
  /// deepest that counts (6 mm at most); from 0 to 2.
  [[nodiscard]] float contradiction(const kernels::PoseView& pose) noexcept;
  /// How a pose is fitted: in so many rounds, by every n'th point. from_m and to_m say how deep is taken for an error
  /// of the pose rather than of the object, at first and in the end. A pose that always moves leaves hollows that
  /// others would stay in, and may end where it is contradicted more.
  struct Course {
    int rounds;
    std::size_t every;  ///< 1 or more
    float from_m, to_m;
    bool always_moves;
  };
  /// From far away, and then from near.
  static constexpr Course kRough{12, 3, 0.012f, 0.003f, true}, kFine{10, 1, 0.004f, 0.001f, false};
  /// contradiction() by every n'th point, where a course started and where it ended.
  struct Fit {
    float before, after;
  };
  /// Moves the pose to where it is contradicted less, or as the course says.
  Fit fit(kernels::PoseView& pose, const Course& course) noexcept;
  /// The nth of poses that lay the middle of what is seen onto those of what known outlines show, by turns. However
  /// many there are, their rotations are spread evenly (Shoemake 1992, over an additive recurrence).
  [[nodiscard]] kernels::PoseView start(std::size_t nth, std::uint32_t object) noexcept;
  /// Whether no known view can have shown a surface there that faces this way, nor that it is empty.
  [[nodiscard]] bool unseen(const Eigen::Vector3f& p_O, const Eigen::Vector3f& n_O) noexcept;

  [[nodiscard]] const Work& work() const { return work_; }

 private:
  /// An outline, and the points of its surface in its own frame A with their middle.
  struct Side {
    const Outline* outline = nullptr;
    int number = -1;
    Eigen::Matrix3f R_SA;
    Eigen::Vector3f p_SA;
    std::array<Eigen::Vector3f, kPoints> points_A;
    std::size_t count = 0;
    Eigen::Vector3f middle_A = Eigen::Vector3f::Zero();
  };
  struct Depth {
    float empty_m;          ///< how deep a place lies in empty space: negative behind the surface, -inf where unknown
    float away_m;           ///< about how far it is from where it is not empty
    Eigen::Vector3f out_A;  ///< the way there, of length 1 or 0
  };
  struct System;

  void prepare(Side& side, const Outline& outline, int number, const Eigen::Vector3f& shift_A) noexcept;
  template <bool kWay>
  [[nodiscard]] Depth depth(const Side& side, const Eigen::Vector3f& p_A) noexcept;
  /// @param every n'th point counts, @param system what pulls at the pose is added to it
  template <bool kSystem>
  [[nodiscard]] float contradiction(const kernels::PoseView& pose, std::size_t every, System* system) noexcept;
  [[nodiscard]] System system(const kernels::PoseView& pose, std::size_t every, float error_m) noexcept;

  Side seen_;
  std::array<Side, kMostKnown> known_;
  std::size_t known_count_ = 0;
  Watcher* watcher_ = nullptr;
  float scale_ = 1;  ///< of lengths
  float deepest_m_ = 0;
  Work work_;
};

}  // namespace colonnade::cortex
