export const banners = {
  'banner.stopped': '„{name}“ ist angehalten. {reason}',
  'banner.rests': '„{name}“ ruht bis {time}. {reason}',
  'banner.stopped.kept':
    'Was dort geschrieben wird, bleibt erhalten und geht hinaus, sobald es wieder funktioniert.',
  'banner.held': {
    one: '„{name}“: Eine Sicherung wurde zurückgespielt. {n} Nachricht, die damals wartete, wird zurückgehalten.',
    other:
      '„{name}“: Eine Sicherung wurde zurückgespielt. {n} Nachrichten, die damals warteten, werden zurückgehalten.',
  },
  'banner.held.decide': 'Darüber entscheiden',
  'banner.mend': 'Beheben',
  'banner.warning': '„{name}“: {text}',
  'banner.label': 'Posteingänge, die jemanden brauchen',
  'banner.more': { one: 'und {n} weiterer', other: 'und {n} weitere' },
} as const;
