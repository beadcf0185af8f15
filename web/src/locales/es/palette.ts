/** La paleta de todo. */
export const palette = {
  'palette.admin': 'Administración: {page}',
  'palette.everything': 'Buscar «{typed}» en todo',
  'palette.group.lately': 'Hace poco',
  'palette.group.commands': 'Comandos',
  'palette.group.places': 'Ir a',
  'palette.group.you': 'Usted',
  'palette.group.found': 'Conversaciones y contactos',
  'palette.status': 'Su estado: {availability}',
  'palette.theme': 'Tema: {theme}',
  'palette.language': 'Idioma: {name}',
};
