/** Töne, und der Desk als eigene App. */
export const device = {
  'sound.for': 'Ton',
  'sound.for.all': 'Bei allem, was gemeldet wird',
  'sound.for.mine': 'Was für mich ist',
  'sound.for.off': 'Nie',
  'sound.tone': 'Klang',
  'sound.tone.soft': 'Weich',
  'sound.tone.bell': 'Glocke',
  'sound.tone.low': 'Tief',
  'sound.volume': 'Lautstärke',
  'sound.repeats': 'Alle 30 Sekunden wieder, solange etwas ungelesen ist und Sie woanders sind',
  'install.title': 'Deskbell als App',
  'install.hint': 'In einem eigenen Fenster erreichen Strg+T und Strg+N den Desk.',
  'install.do': 'Installieren',
};
