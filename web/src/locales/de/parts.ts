export const parts = {
  'part.failed': 'Dieser Teil der Seite konnte nicht geladen werden.',
  'part.failed.hint':
    'Die Verbindung war unterbrochen, oder der Server wurde inzwischen aktualisiert. Was Sie geschrieben haben, bleibt erhalten.',
  'part.reload': 'Neu laden',
} as const;
