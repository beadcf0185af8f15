export const parts = {
  'part.failed': 'تعذّر تحميل هذا الجزء من الشاشة.',
  'part.failed.hint': 'انقطع الاتصال، أو حُدّث الخادم في هذه الأثناء. ما كتبته محفوظ.',
  'part.reload': 'إعادة التحميل',
} as const;
