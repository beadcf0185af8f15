/** الأصوات، والمكتب كتطبيق مستقل. */
export const device = {
  'sound.for': 'الصوت',
  'sound.for.all': 'لكل ما يُبلَّغ عنه',
  'sound.for.mine': 'لما يخصني',
  'sound.for.off': 'أبدًا',
  'sound.tone': 'النغمة',
  'sound.tone.soft': 'ناعمة',
  'sound.tone.bell': 'جرس',
  'sound.tone.low': 'منخفضة',
  'sound.volume': 'مستوى الصوت',
  'sound.repeats': 'مرة أخرى كل 30 ثانية ما دام هناك غير مقروء وأنت في مكان آخر',
  'install.title': 'Deskbell كتطبيق',
  'install.hint': 'في نافذة مستقلة يصل Ctrl+T وCtrl+N إلى المكتب.',
  'install.do': 'تثبيت',
};
