// The command line's words. What the commands do is in the other files of this folder.
#include "app/cli/cli.hpp"
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>

namespace {

using namespace rt;

/// Swedish unless --lang en, RT_LANG=en or an English LANG says otherwise.
Lang language(int argc, char **argv) {
  for (int i = 1; i + 1 < argc; ++i)
    if (std::strcmp(argv[i], "--lang") == 0) return i18n::lang_from(argv[i + 1]);
  for (const char *name : {"RT_LANG", "LC_ALL", "LANG"})
    if (const char *value = std::getenv(name); value != nullptr && *value != '\0') return std::strncmp(value, "en", 2) == 0 ? Lang::en : Lang::sv;
  return Lang::sv;
}

std::string help(std::string_view swedish) { return std::string(tr(swedish)); }

struct Commands {
  CLI::App root{"Röda tråden"};
  cli::Common common;
  int result = 0;

  CLI::App *command(CLI::App &parent, const std::string &name, std::string_view about) { return parent.add_subcommand(name, help(about)); }
  CLI::App *with_database(CLI::App *c) {
    c->add_option("--db", common.setup.database, help("databas: en fil eller postgresql://…"))->envname("RT_DATABASE");
    c->add_option("--packs", common.setup.packs, help("definitionspaket"))->delimiter(',');
    c->add_option("--packs-dir", common.setup.packs_folder, help("mapp med egna paket; de inbyggda finns också"))->envname("RT_PACKS_FOLDER");
    return c;
  }
  CLI::App *with_unit(CLI::App *c) {
    c->add_option("--unit", common.unit, help("enhetens namn eller kod; behövs när det finns flera"));
    return c;
  }
  CLI::App *with_json(CLI::App *c) {
    c->add_flag("--json", common.json, help("svara i JSON"));
    return c;
  }

  void operation() {
    auto serve_options = std::make_shared<cli::Serve>();
    auto *serve = with_database(command(root, "serve", "starta servern"));
    serve->add_option("--config", serve_options->config_file, help("inställningar i en TOML-fil; se docs/drift/konfiguration.md"))
        ->envname("RT_CONFIG");
    serve->add_option("--address", serve_options->address, help("adress att lyssna på"));
    serve->add_option("--port", serve_options->port, help("port; 0 = en ledig"));
    serve->add_option("--threads", serve_options->threads, help("trådar; 0 = efter maskinen"));
    serve->add_option("--today", serve_options->today, help("datum då klockan börjar (prov och demo)"));
    serve->add_option("--log-level", serve_options->log_level, "debug, info, warn, error");
    serve->add_option("--public-url", serve_options->public_url, help("adressen utifrån, för QR-koden"));
    serve->add_flag("--demo", serve_options->demo, help("visa demons inloggningar och börja på demons dag"));
    serve->add_flag("--secure-cookies", serve_options->secure_cookies, help("kakor bara över TLS"));
    serve->callback([this, serve, serve_options] { // what is said on the command line wins over file and environment
      for (const char *name :
           {"--db", "--packs", "--packs-dir", "--address", "--port", "--threads", "--today", "--log-level", "--secure-cookies", "--public-url"})
        if (serve->count(name) > 0) serve_options->said.insert(name);
      result = cli::serve(common, *serve_options);
    });

    auto *init = with_database(command(root, "init", "skapa databasen"));
    init->callback([this] { result = cli::init(common); });
    auto *migrate = with_database(command(root, "migrate", "uppgradera databasens schema"));
    migrate->callback([this] { result = cli::migrate(common); });

    auto demo_options = std::make_shared<cli::Demo>();
    auto *demo = with_database(command(root, "demo", "skapa en påhittad enhet i en tom databas"));
    demo->add_option("--size", demo_options->size, help("unit = en enhet, district = tio enheter, city = 120 enheter under tio år"))
        ->check(CLI::IsMember({"unit", "district", "city"}));
    demo->add_option("--extra-contacts", demo_options->extra_contacts, help("så många öppna kontakter till, för mätningar"));
    demo->add_option("--records", demo_options->records, help("ungefär så många poster i staden; annars tio miljoner"))
        ->check(CLI::Range(std::int64_t{100'000}, std::int64_t{50'000'000}));
    demo->add_option("--only", demo_options->only, help("bara de enheter i distriktet som har något av paketen"))->delimiter(',');
    demo->callback([this, demo_options] { result = cli::demo(common, *demo_options); });

    auto *doctor = with_json(with_database(command(root, "doctor", "kontrollera att allt är helt")));
    doctor->callback([this] { result = cli::doctor(common); });
    auto file = std::make_shared<std::string>();
    auto *backup = with_database(command(root, "backup", "kopiera databasen medan servern är i gång"));
    backup->add_option("file", *file, help("ny fil"))->required();
    backup->callback([this, file] { result = cli::backup(common, *file); });
    auto force = std::make_shared<bool>(false);
    auto *restore = with_database(command(root, "restore", "lägg tillbaka en kopia"));
    restore->add_option("file", *file, help("kopian"))->required();
    restore->add_flag("--force", *force, help("skriv över en databas som inte är tom"));
    restore->callback([this, file, force] { result = cli::restore(common, *file, *force); });
    auto *routes = with_json(command(root, "routes", "lista sidor och gränssnitt med behörighet"));
    routes->callback([this] { result = cli::routes(common); });
  }

  void people() {
    auto unit_options = std::make_shared<cli::UnitAdd>();
    auto *unit = command(root, "unit", "enheter");
    unit->require_subcommand(1);
    auto *add_unit = with_database(command(*unit, "add", "lägg upp en enhet med sina verksamheter"));
    add_unit->add_option("--name", unit_options->name, help("enhetens namn"))->required();
    add_unit->add_option("--code", unit_options->code, help("kort kod"));
    add_unit->add_option("--department", unit_options->department, help("avdelning"));
    add_unit->add_option("--administration", unit_options->administration, help("förvaltning"));
    add_unit->add_option("--board", unit_options->board, help("nämnd"));
    add_unit->add_option("--city", unit_options->city, help("kommun"));
    add_unit->add_option("--teams", unit_options->teams, help("verksamheter: KOD=Namn,KOD=Namn"))->delimiter(',');
    add_unit->callback([this, unit_options] { result = cli::unit_add(common, *unit_options); });
    auto options = std::make_shared<cli::UserAdd>();
    auto *user = command(root, "user", "användare");
    user->require_subcommand(1);
    auto *add = with_unit(with_database(command(*user, "add", "lägg till en användare")));
    add->add_option("login", options->login, help("inloggningsnamn"))->required();
    add->add_option("--name", options->name, help("namn"))->required();
    add->add_option("--role", options->role, help("head, deputy, therapist, social_worker eller administrator"))->required();
    add->add_option("--title", options->title, help("yrkestitel: läggs också upp som medarbetare, med egna ärenden och tidsgränser"));
    add->add_option("--teams", options->teams, help("verksamheter (koder)"))->delimiter(',');
    add->add_option("--password-file", options->password_file, help("fil med lösenordet; - = från standard in"))->required();
    add->callback([this, options] { result = cli::user_add(common, *options); });
    tokens();
    auto *audit = command(root, "audit", "loggkedjan");
    audit->require_subcommand(1);
    auto *verify = with_json(with_database(command(*audit, "verify", "kontrollera att ingen loggrad är ändrad, borttagen eller tillagd")));
    verify->callback([this] { result = cli::audit_verify(common); });
  }

  void tokens() {
    auto *token = command(root, "token", "nycklar för program som använder API:et");
    token->require_subcommand(1);
    auto login = std::make_shared<std::string>(), name = std::make_shared<std::string>();
    auto *add = with_unit(with_database(command(*token, "add", "gör en nyckel; den visas en gång")));
    add->add_option("login", *login, help("användaren som programmet arbetar som"))->required();
    add->add_option("--name", *name, help("vad nyckeln ska användas till"))->required();
    add->callback([this, login, name] { result = cli::token_add(common, *login, *name); });
    auto *list = with_json(with_unit(with_database(command(*token, "list", "visa enhetens nycklar"))));
    list->callback([this] { result = cli::token_list(common); });
    auto id = std::make_shared<long long>(0);
    auto *revoke = with_unit(with_database(command(*token, "revoke", "återkalla en nyckel")));
    revoke->add_option("id", *id, help("nyckelns nummer"))->required();
    revoke->callback([this, id] { result = cli::token_revoke(common, *id); });
  }

  void figures() {
    auto figure = std::make_shared<cli::Figure>();
    for (const bool explain : {false, true}) {
      auto *c =
          with_unit(with_database(command(root, explain ? "explain" : "measure", explain ? "visa posterna bakom en siffra" : "visa en siffra")));
      c->add_option("--measure", figure->measure, help("måttets id; utelämnat = alla"))->required(explain);
      c->add_option("--period", figure->period, help("2018, 2018-T1, 2018-03, R12-2018-03 eller YTD-2019-03"))->required();
      c->add_option("--team", figure->team, help("verksamhetens kod"));
      if (!explain)
        c->add_option("--level", figure->level, help("hur långt uppåt siffran summeras: enhet, avdelning, förvaltning, nämnd eller kommun"))
            ->check(CLI::IsMember({"unit", "department", "administration", "board", "city"}));
      if (!explain) c->add_option("--split", figure->split, help("dela på sex, team, age_group eller ett fält med val, till exempel category"));
      c->add_option("--format", figure->format, "table, csv, json")->check(CLI::IsMember({"table", "csv", "json"}));
      c->add_flag_callback("--json", [figure] { figure->format = "json"; }, help("svara i JSON"));
      c->callback([this, figure, explain] { result = explain ? cli::explain(common, *figure) : cli::measure(common, *figure); });
    }
    auto check = std::make_shared<bool>(false);
    auto *rebuild = with_json(with_database(command(root, "rebuild", "räkna om alla siffror från posterna")));
    rebuild->add_flag("--check", *check, help("räkna bara efter och visa skillnader"));
    auto today = std::make_shared<std::string>();
    rebuild->add_option("--today", *today, help("räkna tidsgränserna som om det vore den dagen (demon: 2019-03-22)"));
    rebuild->callback([this, check, today] { result = cli::rebuild(common, *check, *today); });
  }

  void files() {
    auto import = std::make_shared<cli::Import>();
    auto *in = with_json(with_unit(with_database(command(root, "import", "läs in en fil"))));
    auto *reg = in->add_option("--register", import->register_id, help("register, t.ex. viewpoint"));
    in->add_option("--history", import->kind, help("outcomes, economy, survey, wheel eller followup (månadens uppföljning och bedömningar)"))
        ->check(CLI::IsMember({"outcomes", "economy", "survey", "wheel", "followup"}))
        ->excludes(reg);
    in->add_option("file", import->file, help("xlsx, ods eller csv"))->required();
    in->add_option("--team", import->team, help("verksamhet när filen inte säger den"));
    in->add_option("--sheet", import->sheet, help("blad"));
    in->add_option("--year", import->year, help("år (för årshjul)"));
    in->add_flag("--dry-run", import->dry_run, help("visa vad som skulle hända"));
    in->add_flag("--skip-bad-rows", import->skip_bad_rows, help("läs in resten när en rad inte passar"));
    in->callback([this, import] { result = cli::import_records(common, *import); });

    auto *plan = command(root, "plan", "enhetens plan");
    plan->require_subcommand(1);
    auto year = std::make_shared<int>(0);
    auto file = std::make_shared<std::string>("-");
    auto which = std::make_shared<std::string>();
    auto dry = std::make_shared<bool>(false);
    for (const std::string verb : {"import", "export"}) {
      auto *c = with_unit(with_database(command(*plan, verb, verb == "import" ? "läs in mål och förväntade resultat" : "skriv ut dem")));
      c->add_option("--year", *year, help("år"))->required();
      c->add_option("file", *file, help("CSV-fil; - = standard in eller ut"));
      if (verb == "import") {
        c->add_option("--plan", *which, help("plan, när filen har flera"));
        c->add_flag("--dry-run", *dry, help("visa vad som skulle hända"));
      }
      c->callback([this, verb, year, file, which, dry] { result = cli::plan(common, verb, *year, *file, *which, *dry); });
    }
    auto kind = std::make_shared<std::string>("vb");
    auto format = std::make_shared<std::string>("html");
    auto *report = with_unit(with_database(command(root, "report", "enhetens plan, tertialrapport eller årsresultat som fil")));
    report->add_option("kind", *kind, help("vp = verksamhetsplan, t1 och t2 = tertialrapporter, vb = verksamhetsberättelse"))
        ->check(CLI::IsMember({"vp", "t1", "t2", "vb"}));
    report->add_option("--year", *year, help("år"))->required();
    report->add_option("--format", *format, "docx, pdf, html, xlsx")->check(CLI::IsMember({"docx", "pdf", "html", "xlsx"}));
    report->add_option("--out", *file, help("fil; - = standard ut"));
    report->callback([this, kind, year, format, file] { result = cli::report(common, *kind, *year, *format, *file); });

    auto *licence = command(root, "licence", "licensierade texter i ORS och SRS");
    licence->require_subcommand(1);
    auto *load = with_json(with_unit(with_database(command(*licence, "import", "läs in enhetens licensierade texter"))));
    auto wordings = std::make_shared<std::string>();
    load->add_option("file", *wordings, help("CSV, XLSX, ODS eller TOML; se docs/drift/licensierade-texter.md"))->required();
    load->callback([this, wordings] { result = cli::licence_import(common, *wordings); });

    auto *pack = command(root, "pack", "definitionspaket");
    pack->require_subcommand(1);
    auto *check = with_json(command(*pack, "check", "kontrollera ett paket: fil, rad, orsak och förslag"));
    auto folder = std::make_shared<std::string>();
    check->add_option("folder", *folder, help("paketets mapp"))->required();
    check->callback([this, folder] { result = cli::pack_check(*folder, common.json); });
  }
};

} // namespace

int main(int argc, char **argv) {
  const i18n::Scope scope(language(argc, argv));
  Commands commands;
  std::string lang;
  commands.root.description(help("Röda tråden: från en brukares skattning till kommunfullmäktiges mål."));
  commands.root.add_option("--lang", lang, "sv, en")->check(CLI::IsMember({"sv", "en"}));
  commands.root.set_version_flag("--version", std::string("rodatraden ") + RT_VERSION);
  commands.root.require_subcommand(1);
  commands.root.footer(help("Slutkoder: 0 klart, 1 trasigt, 2 fel indata, 3 finns inte, 4 ej behörig, 5 ändrat av annan, 6 upptaget."));
  try {
    commands.operation();
    commands.people();
    commands.figures();
    commands.files();
    commands.root.parse(argc, argv);
    return commands.result;
  } catch (const CLI::ParseError &e) {
    const int code = commands.root.exit(e);
    return code == 0 ? 0 : 2;
  } catch (const db::BusyError &) {
    std::cerr << tr("Databasen är upptagen. Försök igen om en stund.") << '\n';
    return 6;
  } catch (const std::exception &e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
