/** Which drawing stands for a file. */
import type { ShownFile } from '../../lib/files';
import type { IconName } from '../../ui/icons';

const ICONS: [pattern: RegExp, icon: IconName][] = [
  [/\.(docx?|odt|rtf|txt|md|pdf)$/i, 'fileText'],
  [/\.(xlsx?|ods|csv|tsv)$/i, 'fileSpreadsheet'],
  [/\.(pptx?|odp|key)$/i, 'presentation'],
  [/\.(zip|rar|7z|gz|tar|tgz)$/i, 'fileArchive'],
];

export function iconOf({ kind, name, mime }: ShownFile): IconName {
  if (kind === 'image' || kind === 'sticker') return 'image';
  if (kind === 'video') return 'film';
  if (kind === 'voice') return 'mic';
  if (kind === 'audio') return 'music';
  const found = ICONS.find(([pattern]) => pattern.test(name))?.[1];
  return found ?? (mime === 'application/pdf' || mime.startsWith('text/') ? 'fileText' : 'file');
}
