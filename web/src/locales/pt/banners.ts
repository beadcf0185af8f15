export const banners = {
  'banner.stopped': '“{name}” está parada. {reason}',
  'banner.rests': '“{name}” descansa até {time}. {reason}',
  'banner.stopped.kept': 'O que se escreve lá fica guardado e é enviado quando funcionar de novo.',
  'banner.held': {
    one: '“{name}”: um backup foi restaurado. {n} mensagem que esperava então está retida.',
    other: '“{name}”: um backup foi restaurado. {n} mensagens que esperavam então estão retidas.',
  },
  'banner.held.decide': 'Decidir sobre elas',
  'banner.mend': 'Resolver',
  'banner.warning': '“{name}”: {text}',
  'banner.label': 'Caixas que precisam de alguém',
  'banner.more': { one: 'e mais {n}', other: 'e mais {n}' },
} as const;
