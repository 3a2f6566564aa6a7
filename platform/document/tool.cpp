#include "platform/document/tool.hpp"
#include "platform/i18n/i18n.hpp"
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace rt::document {

namespace fs = std::filesystem;

WorkFolder::WorkFolder() {
  std::string name = (fs::temp_directory_path() / "rodatraden-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder could be made");
  folder_ = name;
}
WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}
void WorkFolder::write(std::string_view name, std::string_view bytes) const {
  std::ofstream out(path(name), std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) throw std::runtime_error("a temporary file could not be written");
}
std::string WorkFolder::read(std::string_view name) const {
  std::ifstream in(path(name), std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

namespace {

struct Spawn {
  Spawn() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  ~Spawn() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  Spawn(const Spawn &) = delete;
  Spawn &operator=(const Spawn &) = delete;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

/// Starts the program in a process group of its own, so that what it starts can be ended with it.
int start(const Tool &tool, const WorkFolder &folder, pid_t &pid) {
  Spawn spawn;
  const std::string log = folder.path("tool.log").string(), home = "HOME=" + folder.folder().string();
  posix_spawn_file_actions_addopen(&spawn.actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&spawn.actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&spawn.actions, 1, 2);
  posix_spawn_file_actions_addchdir_np(&spawn.actions, folder.folder().c_str());
  posix_spawn_file_actions_addclosefrom_np(&spawn.actions, 3);
  posix_spawnattr_setflags(&spawn.attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&spawn.attributes, 0);
  sigset_t none, broken_pipe;
  sigemptyset(&none);
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  posix_spawnattr_setsigmask(&spawn.attributes, &none);
  posix_spawnattr_setsigdefault(&spawn.attributes, &broken_pipe);
  std::vector<char *> words;
  for (const auto &word : tool.command) words.push_back(const_cast<char *>(word.c_str()));
  words.push_back(nullptr);
  const char *given_path = std::getenv("PATH");
  const std::string search = "PATH=" + std::string(given_path ? given_path : "/usr/local/bin:/usr/bin:/bin");
  char *environment[] = {const_cast<char *>(search.c_str()), const_cast<char *>(home.c_str()), const_cast<char *>("LANG=C.UTF-8"), nullptr};
  return posix_spawnp(&pid, words[0], &spawn.actions, &spawn.attributes, words.data(), environment);
}

tl::unexpected<Problem> busy(std::string words) { return fail(ProblemKind::busy, std::move(words)); }

} // namespace

Result<void> run(const Tool &tool, const WorkFolder &folder) {
  pid_t pid = 0;
  const std::string &name = tool.name.empty() ? tool.command[0] : tool.name;
  const auto not_there = [&] {
    return busy(
        tr_f("Programmet {0} saknas på servern. Be den som sköter driften att installera paketet {1}. Webbsidan och Excel-filen fungerar ändå.",
             {name, tool.package}));
  };
  if (const int error = start(tool, folder, pid); error != 0) return not_there();
  const auto last = std::chrono::steady_clock::now() + std::chrono::seconds(tool.seconds);
  int status = 0;
  auto pause = std::chrono::milliseconds(5);
  for (;;) {
    const pid_t ended = ::waitpid(pid, &status, WNOHANG);
    if (ended == pid) break;
    if (ended < 0 && errno != EINTR) return busy(std::string(tr("Dokumentet kunde inte göras just nu. Försök igen om en stund.")));
    if (std::chrono::steady_clock::now() > last) {
      ::kill(-pid, SIGKILL);
      ::waitpid(pid, &status, 0);
      return busy(
          tr_f("Dokumentet tog längre tid än {0} sekunder att göra. Försök igen, eller välj en kortare period.", {std::to_string(tool.seconds)}));
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(50));
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) return not_there();
  return busy(tr_f("Programmet {0} kunde inte göra dokumentet. Försök igen; händer det en gång till, säg det till den som sköter driften.", {name}));
}

} // namespace rt::document
