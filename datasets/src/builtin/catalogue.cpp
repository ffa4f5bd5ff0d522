#include "catalogue.h"

#include <algorithm>
#include <array>
#include <utility>

namespace colonnade::datasets {

namespace {

using Maker = Mesh (*)(RandomStream&);

constexpr std::array<std::pair<std::string_view, Maker>, 24> kMakers{{{"mug", make_mug},
                                                                      {"banana", make_banana},
                                                                      {"cracker_box", make_cracker_box},
                                                                      {"spoon", make_spoon},
                                                                      {"mustard_bottle", make_mustard_bottle},
                                                                      {"tennis_ball", make_tennis_ball},
                                                                      {"soup_can", make_soup_can},
                                                                      {"hammer", make_hammer},
                                                                      {"bowl", make_bowl},
                                                                      {"toy_brick", make_toy_brick},
                                                                      {"cup", make_cup},
                                                                      {"cookie_box", make_cookie_box},
                                                                      {"fork", make_fork},
                                                                      {"baseball", make_baseball},
                                                                      {"bean_can", make_bean_can},
                                                                      {"soap_bottle", make_soap_bottle},
                                                                      {"apple", make_apple},
                                                                      {"orange", make_orange},
                                                                      {"screwdriver", make_screwdriver},
                                                                      {"knife", make_knife},
                                                                      {"tumbler", make_tumbler},
                                                                      {"plate", make_plate},
                                                                      {"tuna_can", make_tuna_can},
                                                                      {"dice", make_dice}}};

}  // namespace

std::vector<std::string> builtin_names() {
  std::vector<std::string> names;
  names.reserve(kMakers.size());
  for (const auto& [name, maker] : kMakers) names.emplace_back(name);
  return names;
}

Mesh make_builtin(std::string_view name, std::uint64_t seed) {
  const auto found = std::find_if(kMakers.begin(), kMakers.end(), [&](const auto& row) { return row.first == name; });
  RandomStream random(seed, RandomPurpose::builtin_object, hash_of(name));
  return found->second(random);
}

}  // namespace colonnade::datasets
