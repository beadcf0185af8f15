/** Cómo sale un mensaje. */
export const goingOut = {
  'send.held': 'Se envía en un momento',
  'send.now': 'Enviar ahora',
  'send.refusedTo': 'Un mensaje para {name} no se envió.',
  'send.first': 'Un mensaje para este cliente todavía no ha salido. Envíelo o descártelo primero.',
  'send.more': 'Otras formas de enviar',
  'send.resolve': 'Enviar y resolver',
  'send.snooze': 'Enviar y posponer',
  'send.undoes': 'Deshacer el envío',
  'send.undoes.hint':
    'Hasta 5 segundos después de enviar. Lo que espera no se pierde si se cierra la página: sale cuando se vuelve a abrir.',
  'send.undoes.nothing': 'Nunca',
  'send.undoes.mails': 'Correos',
  'send.undoes.everything': 'Todos los mensajes',
  'command.sendAndResolve': 'Enviar y resolver',
  'command.undoSend': 'Recuperar lo recién enviado',
  'emoji.insert': 'Insertar un emoji',
};
