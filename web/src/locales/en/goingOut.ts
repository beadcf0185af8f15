/** How a message goes out. */
export const goingOut = {
  'send.held': 'Sent in a moment',
  'send.now': 'Send now',
  'send.refusedTo': 'A message to {name} was not sent.',
  'send.first': 'A message to this customer has not gone out yet. Send or discard it first.',
  'send.more': 'More ways to send',
  'send.resolve': 'Send and resolve',
  'send.snooze': 'Send and snooze',
  'send.undoes': 'Undo sending',
  'send.undoes.hint':
    'For 5 seconds after you sent it. What you hold back is not lost if the page is closed, and goes when it is opened again.',
  'send.undoes.nothing': 'Never',
  'send.undoes.mails': 'Mails',
  'send.undoes.everything': 'Every message',
  'command.sendAndResolve': 'Send and resolve',
  'command.undoSend': 'Take back what was just sent',
  'emoji.insert': 'Insert an emoji',
};
