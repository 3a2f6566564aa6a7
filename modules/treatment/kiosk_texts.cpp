// Data: the kiosk's texts. One row per text, one column per language. Short, plain, said as one would say it aloud.
#include "modules/treatment/kiosk_texts.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <array>
#include <map>

namespace rt::treatment {

namespace {
struct Row {
  std::string_view key;
  std::array<std::string_view, 4> words; ///< sv, en, ar, so
};

constexpr Row kRows[] = {
    // the code page
    {"pin.title", {"Skriv koden du fick", "Type the code you were given", "اكتب الرمز الذي حصلت عليه", "Qor lambarka laguu dhiibay"}},
    {"pin.label", {"Kod, sex siffror", "Code, six digits", "الرمز، ستة أرقام", "Lambar, lix god"}},
    {"pin.start", {"Börja", "Start", "ابدأ", "Bilow"}},
    {"pin.wrong",
     {"Koden stämmer inte. Titta på koden och skriv den igen.", "That code is not right. Look at it and type it again.",
      "الرمز غير صحيح. انظر إليه واكتبه مرة أخرى.", "Lambarku sax ma aha. Fiiri oo mar kale qor."}},
    {"pin.closed",
     {"Det blev fel för många gånger. Vänta en kvart eller be om hjälp.", "Too many wrong codes. Wait fifteen minutes or ask for help.",
      "أخطاء كثيرة. انتظر ربع ساعة أو اطلب المساعدة.", "Khalad badan ayaa dhacay. Sug shan iyo toban daqiiqo ama caawimo weydiiso."}},
    {"expired",
     {"Koden gäller inte längre. Be din behandlare om en ny.", "This code is no longer valid. Ask your therapist for a new one.",
      "لم يعد هذا الرمز صالحاً. اطلب رمزاً جديداً من معالجك.", "Lambarkani ma shaqeeyo hadda. Ka codso mid cusub qofka ku daaweeya."}},
    {"used",
     {"Det här svaret är redan lämnat. Tack!", "This answer has already been given. Thank you!", "تم تقديم هذه الإجابة من قبل. شكراً!",
      "Jawaabtan hore ayaa loo bixiyay. Mahadsanid!"}},
    {"to.code", {"Till kodsidan", "To the code page", "إلى صفحة الرمز", "Bogga lambarka"}},
    // the rating
    {"ors.title",
     {"Hur har du haft det den senaste veckan?", "How have things been for you this past week?", "كيف كانت أحوالك في الأسبوع الماضي؟",
      "Sidee bay xaaladdaadu ahayd toddobaadkii la soo dhaafay?"}},
    {"ors.title.other",
     {"Hur tycker du att den du svarar om har haft det den senaste veckan?",
      "How do you think things have been for the person you answer about this past week?", "كيف ترى أحوال الشخص الذي تجيب عنه في الأسبوع الماضي؟",
      "Sidee bay kula tahay xaaladda qofka aad ka jawaabayso toddobaadkii la soo dhaafay?"}},
    {"srs.title", {"Hur var samtalet i dag?", "How was today’s session?", "كيف كانت جلسة اليوم؟", "Sidee buu ahaa wada-hadalkii maanta?"}},
    {"lead",
     {"Dra pricken dit det känns rätt. Det finns inga fel svar.", "Move the dot to where it feels right. There are no wrong answers.",
      "حرّك النقطة إلى المكان الذي تشعر أنه مناسب. لا توجد إجابات خاطئة.",
      "Dhibicda u jiid meesha aad dareento inay sax tahay. Jawaab khaldan ma jirto."}},
    {"lead.plain",
     {"Välj den siffra som känns rätt. Det finns inga fel svar.", "Choose the number that feels right. There are no wrong answers.",
      "اختر الرقم الذي تشعر أنه مناسب. لا توجد إجابات خاطئة.", "Dooro tirada aad dareento inay sax tahay. Jawaab khaldan ma jirto."}},
    {"ors.1", {"Hur jag själv mår", "How I am doing myself", "حالي أنا", "Xaaladdayda qofeed"}},
    {"ors.2", {"De närmaste", "The people closest to me", "أقرب الناس إليّ", "Dadka iigu dhow"}},
    {"ors.3", {"Skola eller arbete", "School or work", "المدرسة أو العمل", "Dugsiga ama shaqada"}},
    {"ors.4", {"Livet som helhet", "Life as a whole", "الحياة بشكل عام", "Nolosha guud ahaan"}},
    {"srs.1", {"Hur vi hade det tillsammans", "How we got on together", "كيف كان التواصل بيننا", "Sidii aan isu fahamnay"}},
    {"srs.2", {"Det vi pratade om", "What we talked about", "ما تحدثنا عنه", "Waxyaabihii aan ka hadalnay"}},
    {"srs.3", {"Sättet vi arbetade på", "The way we worked", "الطريقة التي عملنا بها", "Habka aan u shaqaynay"}},
    {"srs.4", {"Samtalet som helhet", "The session as a whole", "الجلسة بشكل عام", "Wada-hadalka guud ahaan"}},
    {"low", {"inte bra", "not good", "ليس جيداً", "ma fiicna"}},
    {"high", {"bra", "good", "جيد", "wuu fiican yahay"}},
    {"unset", {"inte markerad", "not marked", "لم يتم التحديد", "lama calaamadin"}},
    {"of.ten", {"{0} av 10", "{0} of 10", "{0} من 10", "{0} / 10"}},
    {"step", {"{0} av {1}", "{0} of {1}", "{0} من {1}", "{0} / {1}"}},
    {"touch", {"Tryck på linjen", "Touch the line", "المس الخط", "Taabo xariiqda"}},
    {"faces", {"ansikten", "faces", "وجوه", "wejiyo"}},
    {"lines", {"linjer", "lines", "خطوط", "xariiqo"}},
    {"language", {"Språk", "Language", "اللغة", "Luqad"}},
    {"comment",
     {"Något som var bra, eller som du vill ha annorlunda?", "Something that was good, or that you want to be different?",
      "هل هناك شيء كان جيداً أو تريده أن يكون مختلفاً؟", "Ma jiraan wax fiicnaa ama aad rabto inuu sidii hore ka duwanaado?"}},
    {"optional",
     {"Du behöver inte skriva något.", "You do not have to write anything.", "لست مضطراً لكتابة أي شيء.", "Khasab ma aha inaad wax qorto."}},
    {"next", {"Nästa", "Next", "التالي", "Xiga"}},
    {"back", {"Tillbaka", "Back", "رجوع", "Dib u noqo"}},
    {"done", {"Klar", "Done", "تم", "Dhammaad"}},
    {"privacy",
     {"Svaret sparas i ärendet. Din behandlare ser det.", "The answer is kept in the case. Your therapist sees it.",
      "تُحفظ الإجابة في الملف. معالجك يراها.", "Jawaabta waxaa lagu kaydiyaa galka. Qofka ku daaweeya ayaa arka."}},
    {"anonymous",
     {"Du är anonym. Vi sparar inte vem du är eller när på dagen du svarade.",
      "You are anonymous. We do not keep who you are or what time of day you answered.", "أنت مجهول الهوية. لا نحفظ من أنت ولا في أي ساعة أجبت.",
      "Magacaaga lama yaqaan. Ma kaydinno qofka aad tahay iyo saacadda aad ka jawaabtay."}},
    {"missing",
     {"Markera alla fyra innan du är klar.", "Mark all four before you are done.", "حدّد الأربعة كلها قبل أن تنتهي.",
      "Calaamadee afarta dhan ka hor intaadan dhammayn."}},
    {"missing.one", {"Tryck på linjen först.", "Touch the line first.", "المس الخط أولاً.", "Marka hore taabo xariiqda."}},
    {"missing.some",
     {"Svara på frågorna som är kvar.", "Answer the questions that are left.", "أجب عن الأسئلة المتبقية.", "Ka jawaab su’aalaha haray."}},
    {"wait", {"Skickar …", "Sending …", "جارٍ الإرسال…", "Waa la dirayaa …"}},
    {"offline",
     {"Ingen kontakt just nu. Ditt svar ligger kvar här och skickas av sig självt. Stäng inte sidan.",
      "No connection right now. Your answer is kept here and is sent by itself. Please leave the page open.",
      "لا يوجد اتصال الآن. إجابتك محفوظة هنا وستُرسل تلقائياً. لا تغلق الصفحة.",
      "Hadda xiriir ma jiro. Jawaabtaadu halkan ayay ku kaydsan tahay, iskeed ayayna u diri doontaa. Bogga ha xidhin."}},
    {"not.saved",
     {"Svaret kunde inte sparas. Be din behandlare om hjälp.", "The answer could not be saved. Ask your therapist for help.",
      "تعذّر حفظ الإجابة. اطلب المساعدة من معالجك.", "Jawaabta lama kaydin karin. Ka codso caawimo qofka ku daaweeya."}},
    {"slow.down",
     {"Många svarar just nu. Vänta en minut och försök igen.", "Many people are answering right now. Wait a minute and try again.",
      "كثيرون يجيبون الآن. انتظر دقيقة وحاول مرة أخرى.", "Dad badan ayaa hadda jawaabaya. Sug hal daqiiqo oo mar kale isku day."}},
    {"thanks", {"Tack!", "Thank you!", "شكراً!", "Mahadsanid!"}},
    {"thanks.text", {"Ditt svar är sparat.", "Your answer is saved.", "تم حفظ إجابتك.", "Jawaabtaada waa la kaydiyay."}},
    {"thanks.curve",
     {"Vill du se din kurva?", "Would you like to see your curve?", "هل تريد رؤية منحناك البياني؟", "Ma rabtaa inaad aragto jaantuskaaga?"}},
    {"curve.first",
     {"Det här är din första skattning. Nästa gång blir det en kurva.", "This is your first rating. Next time it becomes a curve.",
      "هذا أول تقييم لك. في المرة القادمة سيصبح منحنى.", "Kani waa qiimayntaadii ugu horreysay. Marka xigta jaantus ayay noqonaysaa."}},
    // the child's form (the unit's own questions)
    {"child_safety.title.mother", {"Frågor till dig om mamma", "Questions for you about your mum", "أسئلة لك عن ماما", "Su’aalo ku saabsan hooyo"}},
    {"child_safety.title.father", {"Frågor till dig om pappa", "Questions for you about your dad", "أسئلة لك عن بابا", "Su’aalo ku saabsan aabbe"}},
    {"child_safety.lead",
     {"Välj det svar som stämmer bäst.", "Choose the answer that fits best.", "اختر الإجابة الأنسب.", "Dooro jawaabta ugu habboon."}},
    {"child_safety.q1",
     {"Vi har stunder ihop som jag tycker om", "We have moments together that I like", "لدينا أوقات معاً أحبها",
      "Waxaan wada qaadannaa waqti aan jeclahay"}},
    {"child_safety.q2",
     {"Blir arg på mig så jag blir rädd", "Gets angry with me so that I am afraid", "يغضب مني فأخاف", "Wuu ii xanaaqaa, waanan baqaa"}},
    {"child_safety.q3", {"Skäller eller skriker på mig", "Tells me off or shouts at me", "يوبّخني أو يصرخ عليّ", "Wuu i canaantaa ama igu qayliyaa"}},
    {"child_safety.q.daily", {"Varje dag", "Every day", "كل يوم", "Maalin kasta"}},
    {"child_safety.q.often", {"Ofta", "Often", "غالباً", "Marar badan"}},
    {"child_safety.q.seldom", {"Nästan aldrig", "Almost never", "نادراً جداً", "Ku dhawaad marna"}},
    {"child_safety.q.never", {"Aldrig", "Never", "أبداً", "Marna"}},
    // after a talk with a parent counsellor
    {"talk_survey.title", {"Efter samtalet", "After the talk", "بعد المحادثة", "Wada-hadalka kadib"}},
    {"talk_survey.lead", {"Två korta frågor.", "Two short questions.", "سؤالان قصيران.", "Laba su’aalood oo gaaban."}},
    {"talk_survey.sex", {"Jag är", "I am", "أنا", "Waxaan ahay"}},
    {"talk_survey.sex.female", {"Mamma", "Mother", "أم", "Hooyo"}},
    {"talk_survey.sex.male", {"Pappa", "Father", "أب", "Aabbe"}},
    {"talk_survey.sex.other", {"Annan vårdnadshavare", "Other guardian", "وليّ أمر آخر", "Masuul kale"}},
    {"talk_survey.sex.unknown", {"Vill inte svara", "Prefer not to say", "لا أريد الإجابة", "Ma doonayo inaan ka jawaabo"}},
    {"talk_survey.helpful",
     {"Var samtalet hjälpsamt för dig?", "Was the talk helpful to you?", "هل كانت المحادثة مفيدة لك؟", "Wada-hadalku ma ku caawiyay?"}},
    {"talk_survey.helpful.yes", {"Ja", "Yes", "نعم", "Haa"}},
    {"talk_survey.helpful.partly", {"Delvis", "Partly", "إلى حد ما", "Qayb ahaan"}},
    {"talk_survey.helpful.no", {"Nej", "No", "لا", "Maya"}},
    {"talk_survey.comment",
     {"Vill du säga något mer?", "Anything more you want to say?", "هل تريد أن تقول شيئاً آخر؟", "Ma jiraan wax kale oo aad rabto inaad sheegto?"}},
    // after the last lesson of Respekt och självrespekt
    {"ros_survey.title", {"Respekt och självrespekt", "Respect and self-respect", "الاحترام واحترام الذات", "Ixtiraam iyo is-ixtiraam"}},
    {"ros_survey.lead",
     {"Tre frågor om lektionerna.", "Three questions about the lessons.", "ثلاثة أسئلة عن الدروس.", "Saddex su’aalood oo ku saabsan casharrada."}},
    {"ros_survey.sex", {"Jag är", "I am", "أنا", "Waxaan ahay"}},
    {"ros_survey.sex.female", {"Flicka", "Girl", "فتاة", "Gabar"}},
    {"ros_survey.sex.male", {"Pojke", "Boy", "فتى", "Wiil"}},
    {"ros_survey.sex.other", {"Annat", "Other", "غير ذلك", "Wax kale"}},
    {"ros_survey.sex.unknown", {"Vill inte svara", "Prefer not to say", "لا أريد الإجابة", "Ma doonayo inaan ka jawaabo"}},
    {"ros_survey.own_limits",
     {"Jag är bättre på att sätta gränser för vad jag vill och inte vill", "I am better at setting limits for what I want and do not want",
      "أصبحت أفضل في وضع حدود لما أريد وما لا أريد", "Waxaan ku fiicnaaday inaan xad u yeelo waxa aan rabo iyo waxa aanan rabin"}},
    {"ros_survey.others_limits",
     {"Jag är bättre på att förstå andras gränser", "I am better at understanding other people’s limits", "أصبحت أفضل في فهم حدود الآخرين",
      "Waxaan ku fiicnaaday inaan fahmo xadka dadka kale"}},
    {"ros_survey.limits.yes", {"Stämmer", "True", "صحيح", "Waa run"}},
    {"ros_survey.limits.partly", {"Stämmer delvis", "Partly true", "صحيح إلى حد ما", "Qayb ahaan waa run"}},
    {"ros_survey.limits.no", {"Stämmer inte", "Not true", "غير صحيح", "Run ma aha"}},
    {"ros_survey.experience",
     {"Hur upplevde du lektionerna?", "How were the lessons for you?", "كيف وجدت الدروس؟", "Sidee baad u aragtay casharrada?"}},
};

const Row *find(std::string_view key) {
  static const auto index = [] {
    std::map<std::string_view, const Row *> map;
    for (const auto &row : kRows) map[row.key] = &row;
    return map;
  }();
  const auto it = index.find(key);
  return it == index.end() ? nullptr : it->second;
}

int column(std::string_view lang) {
  const auto &all = kiosk_languages();
  const auto it = std::find_if(all.begin(), all.end(), [&](const auto &l) { return l.id == lang; });
  return it == all.end() ? -1 : static_cast<int>(it - all.begin());
}
} // namespace

const std::vector<KioskLanguage> &kiosk_languages() {
  static const std::vector<KioskLanguage> languages = {
      {"sv", "Svenska", false}, {"en", "English", false}, {"ar", "العربية", true}, {"so", "Soomaali", false}};
  return languages;
}

const KioskLanguage &kiosk_language(std::string_view id) {
  const int c = column(id);
  return kiosk_languages()[c < 0 ? 0 : static_cast<std::size_t>(c)];
}

std::string kiosk_language_from(std::string_view words) {
  const auto folded = fold(words);
  for (const auto &[start, id] : {std::pair<std::string_view, const char *>{"arab", "ar"}, {"soma", "so"}, {"engel", "en"}, {"engl", "en"}})
    if (starts_with(folded, start)) return id;
  return std::string(kiosk_language(folded).id);
}

std::string_view kiosk_text(std::string_view key, std::string_view lang) {
  const auto *row = find(key);
  if (!row) return {};
  const int c = column(lang);
  const auto words = row->words[c < 0 ? 0 : static_cast<std::size_t>(c)];
  return words.empty() ? row->words[0] : words;
}

bool has_kiosk_text(std::string_view key, std::string_view lang) {
  const auto *row = find(key);
  const int c = column(lang);
  return row && c >= 0 && !row->words[static_cast<std::size_t>(c)].empty();
}

std::vector<std::string> missing_kiosk_texts() {
  std::vector<std::string> missing;
  for (const auto &row : kRows)
    for (const auto &language : kiosk_languages())
      if (!has_kiosk_text(row.key, language.id)) missing.push_back(std::string(row.key) + ":" + std::string(language.id));
  return missing;
}

} // namespace rt::treatment
