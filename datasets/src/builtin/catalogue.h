#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/sensors/textured_mesh.h>

#include "random.h"

namespace colonnade::datasets {

// The generated objects. All stand or lie on z = 0, in metres, closed, painted; the random numbers vary their sizes and
// colours a little, and place their spots and letters.
using Mesh = sensors::TexturedMesh;
[[nodiscard]] Mesh make_mug(RandomStream& random);
[[nodiscard]] Mesh make_cup(RandomStream& random);
[[nodiscard]] Mesh make_tumbler(RandomStream& random);
[[nodiscard]] Mesh make_bowl(RandomStream& random);
[[nodiscard]] Mesh make_plate(RandomStream& random);
[[nodiscard]] Mesh make_cracker_box(RandomStream& random);
[[nodiscard]] Mesh make_cookie_box(RandomStream& random);
[[nodiscard]] Mesh make_dice(RandomStream& random);
[[nodiscard]] Mesh make_toy_brick(RandomStream& random);
[[nodiscard]] Mesh make_soup_can(RandomStream& random);
[[nodiscard]] Mesh make_bean_can(RandomStream& random);
[[nodiscard]] Mesh make_tuna_can(RandomStream& random);
[[nodiscard]] Mesh make_mustard_bottle(RandomStream& random);
[[nodiscard]] Mesh make_soap_bottle(RandomStream& random);
[[nodiscard]] Mesh make_spoon(RandomStream& random);
[[nodiscard]] Mesh make_fork(RandomStream& random);
[[nodiscard]] Mesh make_knife(RandomStream& random);
[[nodiscard]] Mesh make_banana(RandomStream& random);
[[nodiscard]] Mesh make_apple(RandomStream& random);
[[nodiscard]] Mesh make_orange(RandomStream& random);
[[nodiscard]] Mesh make_tennis_ball(RandomStream& random);
[[nodiscard]] Mesh make_baseball(RandomStream& random);
[[nodiscard]] Mesh make_hammer(RandomStream& random);
[[nodiscard]] Mesh make_screwdriver(RandomStream& random);

/// Names of all of them.
[[nodiscard]] std::vector<std::string> builtin_names();

/// Makes one. Equal seeds make equal meshes. @pre the name is one of builtin_names().
[[nodiscard]] Mesh make_builtin(std::string_view name, std::uint64_t seed);

// For the makers.
inline constexpr double kMm = 1e-3;

/// A value up to `share` away from the usual one.
inline double about(RandomStream& random, double usual, double share = 0.04) {
  return usual * random.uniform(1 - share, 1 + share);
}

}  // namespace colonnade::datasets
