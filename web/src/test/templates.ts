/** Small templates for tests: what a test does not name has a dull default. */
import type { Template, TemplateComponent } from '../api/sending';
import { START } from './samples';

type Facts = Partial<Omit<Template, 'components'>> & {
  components?: (Pick<TemplateComponent, 'type'> & Partial<TemplateComponent>)[];
};

let count = 0;

export function template(name: string, { components, ...facts }: Facts = {}): Template {
  count += 1;
  const given = components ?? [{ type: 'body' as const, text: 'Hello' }];
  return {
    id: count,
    name,
    language: 'en_US',
    status: 'approved',
    category: 'utility',
    quality: null,
    parameter_format: 'positional',
    reason: null,
    components: given.map((one) => ({
      format: one.type === 'header' ? 'text' : null,
      text: null,
      example: [],
      buttons: [],
      ...one,
    })),
    parameters: [],
    sendable: true,
    synced_at: START,
    ...facts,
  };
}
