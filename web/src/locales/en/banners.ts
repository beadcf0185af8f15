/** Above every screen: what is wrong with an inbox. */
export const banners = {
  'banner.stopped': '“{name}” is stopped. {reason}',
  'banner.rests': '“{name}” rests until {time}. {reason}',
  'banner.stopped.kept': 'What is written there is kept and sent when it works again.',
  'banner.held': {
    one: '“{name}”: a backup was put back. {n} message that waited then is held.',
    other: '“{name}”: a backup was put back. {n} messages that waited then are held.',
  },
  'banner.held.decide': 'Decide about them',
  'banner.mend': 'Mend it',
  'banner.warning': '“{name}”: {text}',
  'banner.label': 'Inboxes that need somebody',
  'banner.more': { one: 'and {n} more', other: 'and {n} more' },
} as const;
