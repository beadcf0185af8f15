export const banners = {
  'banner.stopped': '«{name}» está detenida. {reason}',
  'banner.rests': '«{name}» descansa hasta {time}. {reason}',
  'banner.stopped.kept': 'Lo que se escribe allí se guarda y se envía cuando vuelva a funcionar.',
  'banner.held': {
    one: '«{name}»: se restauró una copia de seguridad. Se retiene {n} mensaje que entonces esperaba.',
    other: '«{name}»: se restauró una copia de seguridad. Se retienen {n} mensajes que entonces esperaban.',
  },
  'banner.held.decide': 'Decidir sobre ellos',
  'banner.mend': 'Arreglarlo',
  'banner.warning': '«{name}»: {text}',
  'banner.label': 'Bandejas que necesitan a alguien',
  'banner.more': { one: 'y {n} más', other: 'y {n} más' },
} as const;
