/** Die Palette für alles. */
export const palette = {
  'palette.admin': 'Verwaltung: {page}',
  'palette.everything': 'Überall nach „{typed}“ suchen',
  'palette.group.lately': 'Zuletzt',
  'palette.group.commands': 'Befehle',
  'palette.group.places': 'Gehe zu',
  'palette.group.you': 'Sie',
  'palette.group.found': 'Gespräche und Kontakte',
  'palette.status': 'Ihr Status: {availability}',
  'palette.theme': 'Design: {theme}',
  'palette.language': 'Sprache: {name}',
};
