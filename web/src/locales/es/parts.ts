export const parts = {
  'part.failed': 'Esta parte de la pantalla no se ha podido cargar.',
  'part.failed.hint':
    'Se perdió la conexión o el servidor se ha actualizado entretanto. Lo que ha escrito se conserva.',
  'part.reload': 'Recargar',
} as const;
