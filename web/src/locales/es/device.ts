/** Los sonidos, y el escritorio como aplicación. */
export const device = {
  'sound.for': 'Sonido',
  'sound.for.all': 'Con todo lo que se avisa',
  'sound.for.mine': 'Con lo que es para mí',
  'sound.for.off': 'Nunca',
  'sound.tone': 'Tono',
  'sound.tone.soft': 'Suave',
  'sound.tone.bell': 'Campana',
  'sound.tone.low': 'Grave',
  'sound.volume': 'Volumen',
  'sound.repeats': 'Otra vez cada 30 segundos, mientras haya algo sin leer y no esté mirando',
  'install.title': 'Deskbell como aplicación',
  'install.hint': 'En una ventana propia, Ctrl+T y Ctrl+N llegan al escritorio.',
  'install.do': 'Instalar',
};
