// Invented people: common first and last names of the area, drawn at random; any likeness is chance.
#include "app/demo/plan.hpp"
#include <array>

namespace rt::demo {
namespace {
constexpr std::array kFemale = {"Amina", "Elsa",  "Fatima", "Maja",  "Selma",  "Leyla", "Ebba",  "Hanna",  "Sara",   "Zahra",
                                "Alva",  "Nour",  "Tilde",  "Saga",  "Mariam", "Ida",   "Rana",  "Lovisa", "Hodan",  "Wilma",
                                "Aster", "Klara", "Derya",  "Signe", "Yasmin", "Tove",  "Ayan",  "Linnea", "Samira", "Elin",
                                "Nadia", "Moa",   "Hiba",   "Julia", "Rojin",  "Stina", "Feven", "Agnes",  "Lina",   "Bahar"};
constexpr std::array kMale = {"Ali",     "Oskar", "Yusuf",   "Liam",   "Mohamed", "Elias",  "Hugo",   "Omar",  "Viktor", "Abdi",
                              "Nils",    "Karim", "Emil",    "Samuel", "Adam",    "Leo",    "Mehmet", "Isak",  "Hassan", "Anton",
                              "Robel",   "Filip", "Ibrahim", "Axel",   "Dani",    "Gustav", "Milad",  "Theo",  "Bilal",  "Edvin",
                              "Zakaria", "Albin", "Jonas",   "Rami",   "Melvin",  "Kaveh",  "Simon",  "Yonas", "Arvid",  "Said"};
constexpr std::array kLast = {"Lindqvist", "Haddad",  "Berg",    "Hassan",   "Nyström", "Yilmaz", "Ek",    "Warsame",   "Sandberg",
                              "Rahimi",    "Holm",    "Tesfaye", "Åström",   "Karimi",  "Dahl",   "Ahmed", "Öberg",     "Demir",
                              "Sjöberg",   "Mohamud", "Lund",    "Petrovic", "Hedlund", "Saleh",  "Fors",  "Abdullahi", "Björk",
                              "Nasser",    "Ljung",   "Kaya",    "Ström",    "Gebre",   "Wallin", "Farah", "Norén",     "Ibrahim",
                              "Alm",       "Jansson", "Khalil",  "Hellgren", "Moradi",  "Falk",   "Osman", "Viklund",   "Bakir"};
} // namespace

std::string first_name(Sex sex, std::uint64_t n) {
  const bool female = sex == Sex::female || (sex != Sex::male && n % 2 == 0);
  return female ? kFemale[n % kFemale.size()] : kMale[n % kMale.size()];
}
std::string last_name(std::uint64_t n) { return kLast[n % kLast.size()]; }

} // namespace rt::demo
