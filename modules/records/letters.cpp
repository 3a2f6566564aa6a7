#include "modules/records/letters.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

constexpr const char *kToWriteOn = "……………………";

struct Filling {
  const Register &reg;
  const Record &record;
  const Labels &labels;
  const LetterFrame &frame;
  std::vector<std::string> empty;

  std::string value(const std::string &word) {
    if (word == "today") return frame.today;
    if (word == "me") return frame.me;
    if (word == "unit") return frame.unit;
    if (word == "team") return frame.team;
    if (word == "state") {
      const auto *state = reg.state_by_code(record.state);
      return state != nullptr ? state->title.str() : std::string{};
    }
    const auto *field = reg.field(word);
    if (field == nullptr) return kToWriteOn; // the pack was checked; only a definition changed under us comes here
    if (auto said = words(*field, record, labels); !said.empty()) return said;
    if (std::find(empty.begin(), empty.end(), field->title.str()) == empty.end()) empty.push_back(field->title.str());
    return kToWriteOn;
  }
  std::string text(const std::string &line) {
    std::string filled;
    std::size_t at = 0;
    for (auto open = line.find("{{"); open != std::string::npos; open = line.find("{{", at)) {
      const auto close = line.find("}}", open);
      if (close == std::string::npos) break;
      filled += line.substr(at, open - at) + value(std::string(trim(line.substr(open + 2, close - open - 2))));
      at = close + 2;
    }
    return filled + line.substr(at);
  }
};

} // namespace

FilledLetter fill_letter(const Register &reg, const definitions::Letter &letter, const Record &record, const Labels &labels,
                         const LetterFrame &frame) {
  Filling filling{reg, record, labels, frame, {}};
  FilledLetter result;
  result.document.title = letter.title.str();
  result.document.author = frame.me;
  result.document.date = frame.today;
  result.document.header = frame.unit + (reg.purpose == "case" ? " · " + std::string(tr("Sekretess 26 kap. 1 § OSL")) : std::string{});
  std::string paragraph;
  document::List list;
  const auto end = [&] {
    if (!paragraph.empty()) result.document.blocks.push_back(document::Paragraph{paragraph});
    if (!list.items.empty()) result.document.blocks.push_back(list);
    paragraph.clear();
    list.items.clear();
  };
  for (const auto &raw : split(letter.text.str(), '\n')) {
    const std::string line(trim(raw));
    // The shape is the definition's; what the record says is only ever words.
    if (starts_with(line, "#")) {
      end();
      const auto words_at = line.find_first_not_of('#');
      const int level = static_cast<int>(words_at == std::string::npos ? 1 : std::min<std::size_t>(words_at, 3));
      if (words_at != std::string::npos)
        result.document.blocks.push_back(document::Heading{level + 1, filling.text(std::string(trim(line.substr(words_at))))});
    } else if (starts_with(line, "- ")) {
      if (!paragraph.empty()) end();
      list.items.push_back(filling.text(line.substr(2)));
    } else if (line.empty()) {
      end();
    } else {
      if (!list.items.empty()) end();
      paragraph += (paragraph.empty() ? "" : " ") + filling.text(line);
    }
  }
  end();
  result.empty = std::move(filling.empty);
  return result;
}

} // namespace rt::records
