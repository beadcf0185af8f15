/** لوحة كل شيء. */
export const palette = {
  'palette.admin': 'الإدارة: {page}',
  'palette.everything': 'البحث عن «{typed}» في كل شيء',
  'palette.group.lately': 'مؤخرًا',
  'palette.group.commands': 'الأوامر',
  'palette.group.places': 'الانتقال إلى',
  'palette.group.you': 'أنت',
  'palette.group.found': 'المحادثات وجهات الاتصال',
  'palette.status': 'حالتك: {availability}',
  'palette.theme': 'المظهر: {theme}',
  'palette.language': 'اللغة: {name}',
};
