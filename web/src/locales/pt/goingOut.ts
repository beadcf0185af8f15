/** Como uma mensagem sai. */
export const goingOut = {
  'send.held': 'Será enviada em instantes',
  'send.now': 'Enviar agora',
  'send.refusedTo': 'Uma mensagem para {name} não foi enviada.',
  'send.first': 'Uma mensagem para este cliente ainda não saiu. Envie-a ou descarte-a primeiro.',
  'send.more': 'Outras formas de enviar',
  'send.resolve': 'Enviar e resolver',
  'send.snooze': 'Enviar e adiar',
  'send.undoes': 'Desfazer o envio',
  'send.undoes.hint':
    'Até 5 segundos depois de enviar. O que espera não se perde se a página for fechada: sai quando ela for aberta de novo.',
  'send.undoes.nothing': 'Nunca',
  'send.undoes.mails': 'E-mails',
  'send.undoes.everything': 'Todas as mensagens',
  'command.sendAndResolve': 'Enviar e resolver',
  'command.undoSend': 'Recuperar o que acabou de ser enviado',
  'emoji.insert': 'Inserir um emoji',
};
