/** The palette of everything. */
export const palette = {
  'palette.admin': 'Admin: {page}',
  'palette.everything': 'Search everything for “{typed}”',
  'palette.group.lately': 'Lately',
  'palette.group.commands': 'Commands',
  'palette.group.places': 'Go to',
  'palette.group.you': 'You',
  'palette.group.found': 'Conversations and contacts',
  'palette.status': 'Your status: {availability}',
  'palette.theme': 'Theme: {theme}',
  'palette.language': 'Language: {name}',
};
