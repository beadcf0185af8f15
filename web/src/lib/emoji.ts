import { t } from './i18n.svelte';

export interface Emoji {
  emoji: string;
  name: string;
}
export const EMOJI_GROUPS = ['often', 'smileys', 'gestures', 'things', 'signs'] as const;
export type EmojiGroup = (typeof EMOJI_GROUPS)[number];

/** The emoji of a group with their names in the agent's language. */
export function emojiOf(group: EmojiGroup): Emoji[] {
  return t(`emoji.list.${group}`)
    .split('|')
    .map((one) => {
      const [emoji, ...words] = one.split(' ');
      return { emoji: emoji!, name: words.join(' ') };
    });
}

/** Those whose name has a word that begins so, each once. */
export function findEmoji(typed: string): Emoji[] {
  const wanted = typed.trim().toLowerCase();
  const found = EMOJI_GROUPS.flatMap(emojiOf).filter(({ name }) => ` ${name}`.includes(` ${wanted}`));
  return found.filter((one, index) => found.findIndex(({ emoji }) => emoji === one.emoji) === index);
}
