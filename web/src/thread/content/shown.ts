import type { Content } from '../../api/content';

/** Whether a content shows these words itself: the name of a place, of a card, of a page. */
export function isShownBy(content: Content | null, text: string | null): boolean {
  if (!content || !text) return false;
  switch (content.type) {
    case 'location':
      return text === content.name || text === content.address;
    case 'people':
      return content.people?.[0]?.name === text;
    case 'link':
      return text === content.link?.title || text === content.link?.url;
    default:
      return false;
  }
}
