# The look of our Word files and the type of our PDF files travel inside the program.
set(RT_REFERENCE_DOCX ${PROJECT_SOURCE_DIR}/platform/document/reference.docx)
set(RT_PRINT_FONT ${PROJECT_SOURCE_DIR}/web/fonts/source-sans-3-latin-wght-normal.woff2)
set(RT_PRINT_CSS ${PROJECT_SOURCE_DIR}/platform/document/print.css)
set(RT_RENDER_PDF ${PROJECT_SOURCE_DIR}/platform/document/render_pdf.py)
set_source_files_properties(${PROJECT_SOURCE_DIR}/platform/document/embedded.cpp PROPERTIES
  OBJECT_DEPENDS "${RT_REFERENCE_DOCX};${RT_PRINT_FONT};${RT_PRINT_CSS};${RT_RENDER_PDF}"
  COMPILE_DEFINITIONS "RT_REFERENCE_DOCX=\"${RT_REFERENCE_DOCX}\";RT_PRINT_FONT=\"${RT_PRINT_FONT}\";RT_PRINT_CSS=\"${RT_PRINT_CSS}\";RT_RENDER_PDF=\"${RT_RENDER_PDF}\"")
