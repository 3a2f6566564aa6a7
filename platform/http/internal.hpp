#pragma once
// What the files of this folder share. Nobody else includes it.
#include "platform/http/http.hpp"
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace rt::http {

/// A masked token equals another one when both unmask to the same: what Before put in html::marks().csrf against what
/// the form sent.
bool same_csrf(std::string_view expected, std::string_view sent);
/// No other site may make a browser of ours write: Sec-Fetch-Site when the browser sends it, else Origin against Host.
bool same_origin(const Request &request);

std::string gzip(std::string_view bytes, int level);
std::string brotli(std::string_view bytes, int quality);
/// Compresses a text body over 1 KB by what the client takes and sets the headers.
void compress(std::string_view accept_encoding, Response &response);

/// 16 hex digits. `leave_out` (the request's CSRF token) does not count, so that an unchanged page keeps its tag.
std::string etag_of(std::string_view body, std::string_view leave_out = {});
/// Does If-None-Match hold that tag? Weak comparison, lists and * understood.
bool etag_matches(std::string_view if_none_match, std::string_view tag);

/// The embedded file behind /s/… or a file of web/root/ behind /…; nullptr when there is none.
const Asset *asset_at(std::string_view path);
Response serve_asset(const Asset &asset, const Request &request);

bool own_machine(std::string_view remote);

/// Headers that every response has.
const std::vector<std::pair<std::string, std::string>> &security_headers();
/// The page for a status that the server itself answers with; says the request's id.
Response status_page(const Request &request, int status);

/// One open page that listens. Its owner waits with `wake` set; publish appends and wakes.
struct Listener {
  std::vector<std::string> topics;
  std::string pending;
  bool waiting = false, closed = false;
  std::function<void()> wake;
};

struct Live::Impl {
  std::mutex mutex;
  std::condition_variable changed;
  std::list<std::shared_ptr<Listener>> listeners;
  bool closed = false;
  std::size_t limit = 500;
  int heartbeat_s = 15;
  std::thread heart;

  /// nullptr when there are too many already.
  std::shared_ptr<Listener> join(std::vector<std::string> topics, std::function<void()> wake);
  void leave(const std::shared_ptr<Listener> &listener);
  /// Ends every open stream and takes no new ones.
  void close();
  void beat();
};

} // namespace rt::http
