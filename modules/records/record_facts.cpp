// What a record says: its fields by section, matrices and groups as small tables, files and records as ways in.
#include "modules/records/form_fields.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using html::Out;

namespace {

struct Facts {
  const Desk &desk;
  const Register &reg;
  const Record &record;
  const Labels &labels;
};

bool is_pointer(const Field &field) {
  return field.type == FieldType::reference || field.type == FieldType::household || field.type == FieldType::provider;
}

void write_words(Out &out, const Facts &facts, const Field &field, const db::Value &value, const std::string &said) {
  const auto *id = std::get_if<std::int64_t>(&value);
  if (is_pointer(field) && id != nullptr) {
    const auto known = facts.labels.records.find(field.target);
    const bool seen = field.target == "contact" || (known != facts.labels.records.end() && known->second.count(*id) != 0);
    if (const auto *target = facts.desk.find(field.target); target != nullptr && seen) out.link(record_path(*target, *id), said);
    else out.text(said);
  } else if (field.type == FieldType::person && id != nullptr && facts.desk.deps.person_href && facts.labels.persons.count(*id) != 0) {
    out.link(facts.desk.deps.person_href(*id), said);
  } else if (field.type == FieldType::file && id != nullptr) {
    out.link(record_path(facts.reg, facts.record.id) + "/fil/" + std::to_string(*id), said);
    if (const auto file = facts.labels.files.find(*id); file != facts.labels.files.end()) out.raw(" ").element("small", file_size(file->second.size));
  } else if (field.type == FieldType::long_text) {
    out.open("span", {{"class", "pre"}}).text(said).close("span");
  } else {
    out.text(said);
  }
}

void write_value(Out &out, const Facts &facts, const Field &field) {
  const auto said = words(field, facts.record, facts.labels);
  if (said.empty()) return;
  out.element("dt", field.title.str()).open("dd");
  if (facts.record.hidden.count(field.id) != 0) out.element("span", said, {{"class", "quiet"}});
  else write_words(out, facts, field, facts.record.value(field.id), said);
  out.close("dd");
}

void write_matrix_answers(Out &out, const Facts &facts, const definitions::Matrix &matrix) {
  const bool any = std::any_of(matrix.fields.begin(), matrix.fields.end(), [&](const auto &id) { return facts.record.has(id); });
  if (!any) return;
  html::begin_table(out, matrix.title.str(), {{std::string(tr("Fråga"))}, {std::string(tr("Svar"))}}, "list matrix-answers-list");
  for (const auto &id : matrix.fields) {
    const auto *field = facts.reg.field(id);
    if (field == nullptr) continue;
    html::begin_row(out);
    out.element("th", field->title.str(), {{"scope", "row"}});
    const auto said = words(*field, facts.record, facts.labels);
    html::cell(out, said.empty() ? "–" : said);
    html::end_row(out);
  }
  html::end_table(out);
}

void write_group_rows(Out &out, const Facts &facts, const definitions::Group &group) {
  const auto rows = facts.record.groups.find(group.id);
  if (rows == facts.record.groups.end() || rows->second.empty()) return;
  std::vector<const Field *> fields;
  for (const auto &field : facts.reg.fields) {
    const bool used = std::any_of(rows->second.begin(), rows->second.end(), [&](const GroupRow &row) { return row.count(field.id) != 0; });
    if (field.group == group.id && (used || facts.record.hidden.count(field.id) != 0)) fields.push_back(&field);
  }
  std::vector<html::Column> columns;
  for (const auto *field : fields) columns.push_back({field->title.str()});
  out.element(facts.reg.sections.empty() ? "h2" : "h3", group.title.str()); // headings go down one level at a time
  html::begin_table(out, group.title.str(), columns, "list group-table");
  static const db::Value kNothing{db::Null{}};
  for (const auto &row : rows->second) {
    html::begin_row(out);
    for (const auto *field : fields) {
      const auto found = row.find(field->id);
      const auto &value = found != row.end() ? found->second : kNothing;
      out.raw("<td").attr("data-label", field->title.str()).raw(">");
      if (found == row.end() && facts.record.hidden.count(field->id) != 0) out.element("span", tr("Dold"), {{"class", "quiet"}});
      else write_words(out, facts, *field, value, words(*field, value, facts.labels));
      out.raw("</td>");
    }
    html::end_row(out);
  }
  html::end_table(out);
}

std::string section_of(const Register &reg, const definitions::Group &group) {
  if (!group.section.empty()) return group.section;
  for (const auto &field : reg.fields)
    if (field.group == group.id && !field.section.empty()) return field.section;
  return {};
}

} // namespace

void write_facts(Out &out, const Desk &desk, const Register &reg, const Record &original, const Labels &labels, bool presenting) {
  const auto record = presenting ? without_personal(reg, original) : original;
  const Facts facts{desk, reg, record, labels};
  const auto has = [&](const Field &f, const std::string &section) {
    return in_record(f) && f.matrix.empty() && f.section == section && (record.has(f.id) || record.hidden.count(f.id) != 0) && f.id != "key";
  };
  const auto has_any = [&](const std::string &section) {
    const auto rows = [&](const definitions::Group &g) {
      const auto found = record.groups.find(g.id);
      return section_of(reg, g) == section && found != record.groups.end() && !found->second.empty();
    };
    const auto answers = [&](const definitions::Matrix &m) {
      return m.section == section && std::any_of(m.fields.begin(), m.fields.end(), [&](const auto &id) { return record.has(id); });
    };
    return std::any_of(reg.fields.begin(), reg.fields.end(), [&](const Field &f) { return has(f, section); }) ||
           std::any_of(reg.groups.begin(), reg.groups.end(), rows) || std::any_of(reg.matrices.begin(), reg.matrices.end(), answers);
  };
  const auto part = [&](const std::string &section, const std::string &title) {
    if (!has_any(section)) return;
    if (!title.empty()) out.open("h2", {{"id", section_anchor(section)}}).text(title).close("h2");
    if (std::any_of(reg.fields.begin(), reg.fields.end(), [&](const Field &f) { return has(f, section); })) {
      out.open("dl", {{"class", "facts"}});
      for (const auto &field : reg.fields)
        if (has(field, section)) write_value(out, facts, field);
      out.close("dl");
    }
    for (const auto &matrix : reg.matrices)
      if (matrix.section == section) write_matrix_answers(out, facts, matrix);
    for (const auto &group : reg.groups)
      if (section_of(reg, group) == section) write_group_rows(out, facts, group);
  };
  if (reg.sections.empty()) return part("", "");
  write_jumps(out, reg, has_any);
  for (const auto &section : reg.sections) part(section.id, section.title.str());
  part("", std::string(tr("Beräknat"))); // what stands outside the form's sections is what the system works out
}

Record without_personal(const Register &reg, Record record) {
  for (const auto &field : reg.fields) {
    const bool personal = field.personal || field.type == FieldType::person || field.type == FieldType::persons || field.type == FieldType::file ||
                          (field.type == FieldType::reference && field.target == "contact");
    if (!personal) continue;
    if (in_record(field)) {
      if (record.values.erase(field.id) != 0) record.hidden.insert(field.id);
    } else if (const auto rows = record.groups.find(field.group); rows != record.groups.end()) {
      for (auto &row : rows->second)
        if (row.erase(field.id) != 0) record.hidden.insert(field.id);
    }
  }
  return record;
}

} // namespace rt::records
