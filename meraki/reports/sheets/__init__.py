"""The pages of the business workbook, a module a page."""
