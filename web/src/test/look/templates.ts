/** The templates of the made-up desk: each kind of head, of variables and of trouble once. */
import type { Template } from '../../api/sending';
import { template } from '../templates';

const text = (component: 'header' | 'body' | 'button', index: number, example: string) =>
  ({ component, index, name: null, example, kind: 'text' }) as const;

export const templates: Template[] = [
  template('order_update', {
    components: [
      { type: 'header', text: 'Order {{1}}' },
      { type: 'body', text: 'Hi {{1}}, your order {{2}} will arrive on {{3}}. Does that suit you?' },
      { type: 'footer', text: 'Shop, Lisbon' },
      {
        type: 'buttons',
        buttons: [
          { type: 'quick_reply', text: 'Yes, please', url: null, phone: null },
          { type: 'url', text: 'Track it', url: 'https://shop.example.com/t/{{1}}', phone: null },
          { type: 'phone_number', text: 'Call us', url: null, phone: '+351 210 000 000' },
        ],
      },
    ],
    parameters: [
      text('header', 0, '4217'),
      text('body', 0, 'Ana'),
      text('body', 1, '4217'),
      text('body', 2, 'Friday'),
      text('button', 1, 'a1b2'),
    ],
  }),
  template('order_update', {
    language: 'pt_PT',
    components: [{ type: 'body', text: 'Olá, a sua encomenda está a caminho.' }],
  }),
  template('delivery_slip', {
    components: [
      { type: 'header', format: 'image' },
      { type: 'body', text: 'Here is your delivery slip.' },
    ],
    parameters: [{ component: 'header', index: 0, name: null, example: null, kind: 'image' }],
  }),
  template('we_are_back', {
    components: [{ type: 'body', text: 'We have news about your question. May we go on?' }],
  }),
  template('summer_sale', {
    category: 'marketing',
    status: 'paused',
    sendable: false,
    components: [{ type: 'body', text: '20 % off everything until Sunday!' }],
  }),
  template('vip_offer', {
    category: 'marketing',
    status: 'rejected',
    reason: 'PROMOTIONAL',
    sendable: false,
  }),
];
