// A record's file, for those who may read the record: always downloaded, never shown inside a page of ours.
#include "modules/records/pages_shared.hpp"

namespace rt::records {

void add_file_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.get("/register/{id}/{record}/fil/{file}", access::guarded(May::read_records, [desk](http::Request &request, const Actor &actor) {
               const auto *reg = desk->find(request.param(0));
               const auto record = id_param(request, 1), id = id_param(request, 2);
               if (reg == nullptr || record == 0 || id == 0) return not_found(request);
               const auto file = desk->deps.records.file(actor, reg->id, record, id);
               if (!file) return not_found(request);
               return http::download(file->bytes, file->content_type, file->filename);
             }));
}

} // namespace rt::records
