#pragma once
// Inside the module: what is drawn, as SVG text. Everything that a drawing says is also said in words beside it.
#include "modules/mapping/rules.hpp"

namespace rt::mapping {

/// A picture of the list of pictures ("heart"), named by `words`; without words it is decoration.
std::string picture(std::string_view id, std::string_view words = {});
/// The faces of the child's scale, from worst to best as they are listed.
std::string face(std::string_view id);
/// "4", "6,5".
std::string figure(int tenths);
/// Roof with chimney and what lives over each house: a cloud, a sun, a star.
std::string roof(std::string_view house);
/// The line from 0 to 10 with everybody's marks; `narrow` = for a phone, with larger words on a shorter line.
std::string scale_line(std::vector<Mark> marks, std::string_view words, bool narrow);
/// Then and now, a line for each who answered.
std::string scale_moves(const std::vector<Moved> &moves, std::string_view words);

/// Somebody in the circles, as the drawing needs them.
struct Placed {
  std::string part, name, relation, mark, label;
  std::size_t ring = 0, at = 0, count = 0;
};
std::string circles(const std::vector<Placed> &people, const std::vector<std::string> &rings, std::string_view centre, std::string_view words,
                    bool can_move);

} // namespace rt::mapping
