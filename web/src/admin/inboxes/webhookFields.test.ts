import { describe, expect, it } from 'vitest';
import howTo from '../../../../docs/how-to/connect-whatsapp.md?raw';
import reference from '../../../../docs/reference/messenger.md?raw';
import account from '../../../../src/channels/graph_account.rs?raw';
import news from '../../../../src/channels/whatsapp/news.rs?raw';
import templateChange from '../../../../src/channels/whatsapp/template_change.rs?raw';
import webhook from '../../../../src/channels/whatsapp/webhook.rs?raw';
import { WEBHOOK_FIELDS } from './webhookFields';

const between = (text: string, from: string, to: string) => text.split(from)[1]!.split(to)[0]!;
const every = (text: string, pattern: RegExp) => Array.from(text.matchAll(pattern), (match) => match[1]!);
const sorted = (names: readonly string[]) => [...new Set(names)].sort();

/** The fields that the server reads itself, without those that it drops. */
function readByTheServer(): string[] {
  const arms = between(webhook, 'match field.as_str() {', '_ => vec!');
  const taken = every(arms, /^ {8}([A-Z_]+(?: \| [A-Z_]+)*) => (?!vec!\[What::Dropped)/gm);
  return taken
    .flatMap((names) => names.split(' | '))
    .map((name) => between(webhook, `const ${name}: &str = "`, '"'));
}

describe('what is to be subscribed to at Meta', () => {
  const whatsapp = [
    ...readByTheServer(),
    ...every(between(news, '= match field {', '_ => return None'), /^ {8}"(\w+)" =>/gm),
    ...every(between(templateChange, 'match field.as_str() {', '_ => return None'), /^ {8}"(\w+)" =>/gm),
  ];

  it('is for WhatsApp what the server makes something of', () => {
    expect(whatsapp).toContain('messages');
    expect(sorted(WEBHOOK_FIELDS.whatsapp)).toEqual(sorted(whatsapp));
  });

  it('is for Messenger what the server subscribes a page to', () => {
    const fields = every(between(account, 'PAGE_FIELDS: [&str; ', '];'), /"(\w+)"/g);
    expect(sorted(WEBHOOK_FIELDS.messenger)).toEqual(sorted(fields));
  });

  it('is named so in the documentation', () => {
    const list = between(howTo, 'Subscribe to these fields:', '5. ');
    expect(sorted(every(list, /`(\w+)`/g))).toEqual(sorted(WEBHOOK_FIELDS.whatsapp));
    const rows = every(between(reference, '## What comes in', 'What has no form'), /^\| (`.*?`) \|/gm);
    const named = rows.flatMap((row) => every(row, /`(\w+)`/g));
    expect(named).toEqual(expect.arrayContaining([...WEBHOOK_FIELDS.messenger]));
  });
});
