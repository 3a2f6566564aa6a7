# locale/en.d/*.po (one file per room) become one catalogue that platform/i18n embeds.
find_program(RT_MSGFMT msgfmt REQUIRED)
file(GLOB RT_TEXTS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/locale/en.d/*.po)
set(RT_CATALOGUE ${PROJECT_BINARY_DIR}/generated/en.mo)
add_custom_command(
  OUTPUT ${RT_CATALOGUE}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/generated
  COMMAND ${PROJECT_SOURCE_DIR}/tools/catalogue ${PROJECT_BINARY_DIR}/generated/en.po
  COMMAND ${RT_MSGFMT} -o ${RT_CATALOGUE} ${PROJECT_BINARY_DIR}/generated/en.po
  DEPENDS ${RT_TEXTS} ${PROJECT_SOURCE_DIR}/tools/catalogue
  COMMENT "English catalogue"
  VERBATIM)
set_source_files_properties(${PROJECT_SOURCE_DIR}/platform/i18n/catalogue.cpp PROPERTIES
  OBJECT_DEPENDS ${RT_CATALOGUE}
  COMPILE_DEFINITIONS "RT_CATALOGUE=\"${RT_CATALOGUE}\"")
