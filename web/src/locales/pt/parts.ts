export const parts = {
  'part.failed': 'Não foi possível carregar esta parte do ecrã.',
  'part.failed.hint':
    'A ligação falhou ou o servidor foi entretanto atualizado. O que escreveu fica guardado.',
  'part.reload': 'Recarregar',
} as const;
