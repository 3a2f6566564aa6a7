# Files that travel inside the program: web/** for http::assets(), packs/** for embedded_packs().
# rt_embed writes one generated .cpp whose bytes come in by .incbin, so that it compiles in no time; it is written anew
# when a file changes, appears or goes.
pkg_check_modules(RT_EMBED REQUIRED IMPORTED_TARGET libbrotlienc zlib)
add_executable(rt_embed ${PROJECT_SOURCE_DIR}/tools/embed.cpp)
target_link_libraries(rt_embed PRIVATE rt_options PkgConfig::RT_EMBED)

function(rt_embed_folder KIND FOLDER OUTPUT)
  file(GLOB_RECURSE FILES CONFIGURE_DEPENDS LIST_DIRECTORIES false ${PROJECT_SOURCE_DIR}/${FOLDER}/*)
  add_custom_command(
    OUTPUT ${OUTPUT}
    COMMAND rt_embed ${KIND} ${PROJECT_SOURCE_DIR}/${FOLDER} ${OUTPUT}
    DEPENDS rt_embed ${FILES}
    COMMENT "Embedding ${FOLDER}/"
    VERBATIM)
endfunction()

set(RT_GENERATED ${PROJECT_BINARY_DIR}/generated)
rt_embed_folder(web web ${RT_GENERATED}/web_assets.cpp)
target_sources(rt_platform_http PRIVATE ${RT_GENERATED}/web_assets.cpp)

rt_embed_folder(links web ${RT_GENERATED}/web_links.cpp)
target_sources(rt_platform_html PRIVATE ${RT_GENERATED}/web_links.cpp)

rt_embed_folder(packs packs ${RT_GENERATED}/embedded_packs.cpp)
add_library(rt_embedded_packs STATIC ${RT_GENERATED}/embedded_packs.cpp)
target_link_libraries(rt_embedded_packs PUBLIC rt_options)

# Every component on a few pages, to look at when the theme is changed; not part of the product.
add_executable(rt_looks EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/tools/looks.cpp)
target_link_libraries(rt_looks PRIVATE rt_platform_http)
