/** Os sons, e o Deskbell como aplicativo. */
export const device = {
  'sound.for': 'Som',
  'sound.for.all': 'Com tudo o que é avisado',
  'sound.for.mine': 'Com o que é para mim',
  'sound.for.off': 'Nunca',
  'sound.tone': 'Tom',
  'sound.tone.soft': 'Suave',
  'sound.tone.bell': 'Sino',
  'sound.tone.low': 'Grave',
  'sound.volume': 'Volume',
  'sound.repeats': 'De novo a cada 30 segundos, enquanto houver algo não lido e você estiver em outro lugar',
  'install.title': 'Deskbell como aplicativo',
  'install.hint': 'Em uma janela própria, Ctrl+T e Ctrl+N chegam ao Deskbell.',
  'install.do': 'Instalar',
};
