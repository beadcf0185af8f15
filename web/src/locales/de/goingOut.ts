/** Wie eine Nachricht hinausgeht. */
export const goingOut = {
  'send.held': 'Wird gleich gesendet',
  'send.now': 'Jetzt senden',
  'send.refusedTo': 'Eine Nachricht an {name} wurde nicht gesendet.',
  'send.first':
    'Eine Nachricht an diesen Kunden ist noch nicht hinausgegangen. Senden oder verwerfen Sie sie zuerst.',
  'send.more': 'Weitere Arten zu senden',
  'send.resolve': 'Senden und abschließen',
  'send.snooze': 'Senden und zurückstellen',
  'send.undoes': 'Senden rückgängig machen',
  'send.undoes.hint':
    'Bis 5 Sekunden nach dem Senden. Was noch wartet, geht nicht verloren, wenn die Seite geschlossen wird: Es geht hinaus, wenn sie wieder geöffnet wird.',
  'send.undoes.nothing': 'Nie',
  'send.undoes.mails': 'E-Mails',
  'send.undoes.everything': 'Jede Nachricht',
  'command.sendAndResolve': 'Senden und abschließen',
  'command.undoSend': 'Eben Gesendetes zurückholen',
  'emoji.insert': 'Emoji einfügen',
};
