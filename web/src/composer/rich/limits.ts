/** What the platforms take of buttons, lists and cards: the same numbers as the server's. */
export const LIMITS = {
  whatsapp: {
    buttons: { text: 1024, header: 60, footer: 60, buttons: 3, title: 20 },
    list: {
      text: 4096,
      header: 60,
      footer: 60,
      button: 20,
      sections: 10,
      /** In all sections together. */
      rows: 10,
      section: 24,
      title: 24,
      description: 72,
    },
  },
  messenger: {
    quick_replies: { text: 1_999, replies: 13, title: 20 },
    buttons: { text: 640, buttons: 3, title: 20 },
    cards: { cards: 10, title: 80, subtitle: 80, buttons: 3, buttonTitle: 20 },
  },
  /** Of any address. */
  url: 2000,
} as const;
