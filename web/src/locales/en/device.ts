/** Sounds, and the desk as an app of its own. */
export const device = {
  'sound.for': 'Sound',
  'sound.for.all': 'All that is told',
  'sound.for.mine': 'What is for me',
  'sound.for.off': 'Never',
  'sound.tone': 'Tone',
  'sound.tone.soft': 'Soft',
  'sound.tone.bell': 'Bell',
  'sound.tone.low': 'Low',
  'sound.volume': 'Volume',
  'sound.repeats': 'Again every 30 seconds, while something is unread and you are elsewhere',
  'install.title': 'Deskbell as an app',
  'install.hint': 'In a window of its own, Ctrl+T and Ctrl+N reach the desk.',
  'install.do': 'Install',
};
