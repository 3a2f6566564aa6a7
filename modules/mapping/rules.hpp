#pragma once
// What a tool is made of, what a card is and what can be done with it. No clock, no database.
#include "modules/records/records.hpp"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rt::mapping {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;
using records::Record;

enum class Shape { columns, houses, circles, faces, story };

/// A place for cards: the lines of a long text (a line is a card), or rows of a repeated group.
struct Part {
  std::string id;                     ///< in addresses and forms
  std::string field = {};             ///< long text whose lines are the cards
  std::string group = {};             ///< or the group whose rows are
  std::string words = {};             ///< the row's field that is the card's words
  std::vector<std::string> more = {}; ///< further fields of the row that the card shows and asks for
  std::string where = {}, in = {};    ///< the row's choice that says which part it lies in, and this part's answer
};

struct Tool {
  std::string register_id;
  Shape shape = Shape::columns;
  std::vector<Part> parts;
  std::vector<std::string> single = {};   ///< fields answered directly: a face for each place
  std::vector<std::string> internal = {}; ///< only in the staff's own version
  std::string drawing = {};               ///< the file that is the child's own drawing
  bool for_child = false;                 ///< speaks to the child
  const Part *part(std::string_view id) const;
};
const std::vector<Tool> &tools();
/// The tool that a register is, with those parts that the register has; nothing when it has none.
std::optional<Tool> tool_of(const Register &reg);
/// The title over a part: of its field, its group or its answer.
std::string title_of(const Register &reg, const Part &part);
std::string help_of(const Register &reg, const Part &part);

struct Card {
  std::size_t at = 0;    ///< place in the part
  std::string by, words; ///< "Leo: jag vill sova" is said by Leo
  std::string raw;       ///< as it is written
  records::GroupRow row; ///< empty for a line
  std::string mark;      ///< tells whether it is still as it was seen
};
std::vector<Card> cards_of(const Register &reg, const Part &part, const Record &record);

/// What somebody does. `at` and `mark` say which card they saw.
struct Act {
  enum class Kind { add, edit, move, remove, set } kind = Kind::add;
  std::string part;
  std::size_t at = 0;
  std::string mark = {};
  std::string to = {};                            ///< move: the part it goes to
  std::size_t place = 0;                          ///< move, add: place there; kLast = last
  std::map<std::string, std::string> values = {}; ///< as typed: "words" of a line, fields of a row, the field to set
};
inline constexpr std::size_t kLast = static_cast<std::size_t>(-1);

struct Done {
  std::string part;
  std::size_t at = 0;
  bool met = false; ///< somebody else had changed the card: both are kept
};
/// Puts the act onto the record as it is now, so that what others did meanwhile stays.
Result<Done> apply(const Tool &tool, const Register &reg, Record &record, const Act &act, Date today);

/// Puts a card that was taken away back to its place.
Result<Done> restore(const Register &reg, Record &record, const Part &part, std::size_t at, const Card &card);

/// May the two stand beside each other on a screen that others see? Those made with the same person may; a mapping that somebody
/// made alone is shown to the others only when it is marked as shown.
bool may_compare(const Register &reg, const Record &now, const Record &other);

/// The same part at two times. Cards are the same when their words are.
struct Compared {
  std::vector<Card> kept, fresh, gone;
};
Compared compare(const std::vector<Card> &then, const std::vector<Card> &now);

/// One answer on the 0-10 line.
struct Mark {
  std::string who; ///< "Mamma", "Leo", "Farmor Birgit"
  int tenths = 0;
  std::string reason;
  int lane = 0; ///< above one another when they would stand on each other
};
std::vector<Mark> marks_of(const Register &reg, const Record &record);
/// Puts names that would stand on each other above one another; `letter` = how many tenths of the line a letter takes.
void set_lanes(std::vector<Mark> &marks, double letter);
/// Then and now of one who answered.
struct Moved {
  std::string who;
  std::optional<int> then, now;
};
std::vector<Moved> moved(const std::vector<Mark> &then, const std::vector<Mark> &now);

/// A place in the circles, in units of the drawing: centre 0, 0.
struct Spot {
  double x = 0, y = 0;
};
inline constexpr double kRings[] = {190, 320, 450}; ///< the rings' outer edges
Spot spot(std::size_t ring, std::size_t at, std::size_t count);

/// Whose first name may stand on the screen; one name, never the family's.
std::string first_name(std::string_view names);

} // namespace rt::mapping
