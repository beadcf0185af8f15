/** What is on its way looks as it will when it is there. */
import type { Rich, RichButton } from '../../api/content';
import type { Extras, SentButton } from '../../api/sending';

const QUICK_REPLY_TYPES = ['text', 'email', 'phone'] as const;

export function richOf({ template, header, footer, buttons, list, quick_replies, cards }: Extras): Rich {
  return {
    type: template
      ? 'template'
      : list
        ? 'list'
        : quick_replies
          ? 'quick_replies'
          : cards
            ? 'cards'
            : 'buttons',
    header: header ?? null,
    footer: footer ?? null,
    template: template ? { name: template.name, language: template.language, buttons: [] } : null,
    buttons: (buttons ?? []).map(asShown),
    list: list ? shownList(list) : null,
    quick_replies: (quick_replies ?? []).map(({ type, title, payload }) => ({
      type: QUICK_REPLY_TYPES.find((one) => one === type) ?? 'text',
      title,
      payload: payload ?? title,
    })),
    cards: (cards ?? []).map((card) => ({
      title: card.title,
      subtitle: card.subtitle ?? null,
      image_url: card.image_url ?? null,
      url: card.url ?? null,
      buttons: card.buttons.map(asShown),
    })),
  };
}

const asShown = ({ type, title, payload, url, phone }: SentButton): RichButton => ({
  type,
  title,
  payload: payload ?? null,
  url: url ?? null,
  phone: phone ?? null,
});

const shownList = ({ button, sections }: NonNullable<Extras['list']>): NonNullable<Rich['list']> => ({
  button,
  sections: sections.map(({ title, rows }) => ({
    title: title ?? null,
    rows: rows.map((row) => ({
      id: row.id ?? '',
      title: row.title,
      description: row.description ?? null,
    })),
  })),
});
