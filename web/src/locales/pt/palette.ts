/** A paleta de tudo. */
export const palette = {
  'palette.admin': 'Administração: {page}',
  'palette.everything': 'Procurar “{typed}” em tudo',
  'palette.group.lately': 'Há pouco',
  'palette.group.commands': 'Comandos',
  'palette.group.places': 'Ir para',
  'palette.group.you': 'Você',
  'palette.group.found': 'Conversas e contatos',
  'palette.status': 'Seu status: {availability}',
  'palette.theme': 'Tema: {theme}',
  'palette.language': 'Idioma: {name}',
};
