/** كيف تخرج الرسالة. */
export const goingOut = {
  'send.held': 'تُرسل بعد لحظة',
  'send.now': 'إرسال الآن',
  'send.refusedTo': 'لم تُرسل رسالة إلى {name}.',
  'send.first': 'لم تخرج بعد رسالة إلى هذا العميل. أرسلها أو تجاهلها أولاً.',
  'send.more': 'طرق أخرى للإرسال',
  'send.resolve': 'إرسال وحل',
  'send.snooze': 'إرسال وتأجيل',
  'send.undoes': 'التراجع عن الإرسال',
  'send.undoes.hint': 'حتى 5 ثوانٍ بعد الإرسال. ما ينتظر لا يضيع إن أُغلقت الصفحة، بل يخرج حين تُفتح من جديد.',
  'send.undoes.nothing': 'أبدًا',
  'send.undoes.mails': 'رسائل البريد',
  'send.undoes.everything': 'كل رسالة',
  'command.sendAndResolve': 'إرسال وحل',
  'command.undoSend': 'استرجاع ما أُرسل للتو',
  'emoji.insert': 'إدراج رمز تعبيري',
};
