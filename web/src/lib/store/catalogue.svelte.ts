import { SvelteMap } from 'svelte/reactivity';
import type { Agent, Attribute, CannedMessage, Inbox, Label, Page, Queue, Tag } from '../../api/types';
import { listAttributes } from '../../api/desk';
import {
  listAgents,
  listCannedMessages,
  listInboxes,
  listLabels,
  listQueues,
  listTags,
} from '../../api/requests';

class Shelf<Item extends { id: number }> {
  #items = new SvelteMap<number, Item>();
  #read: () => Promise<Page<Item>>;

  constructor(read: () => Promise<Page<Item>>) {
    this.#read = read;
  }

  get(id: number | null | undefined): Item | undefined {
    return id === null || id === undefined ? undefined : this.#items.get(id);
  }

  get all(): Item[] {
    return [...this.#items.values()];
  }

  put(item: Item) {
    this.#items.set(item.id, item);
  }

  remove(id: number) {
    this.#items.delete(id);
  }

  async load() {
    const page = await this.#read();
    this.#items.clear();
    for (const item of page.items) this.put(item);
  }
}

/** The small lists that everything else refers to by number. */
export const catalogue = {
  queues: new Shelf<Queue>(listQueues),
  agents: new Shelf<Agent>(listAgents),
  inboxes: new Shelf<Inbox>(listInboxes),
  tags: new Shelf<Tag>(listTags),
  labels: new Shelf<Label>(listLabels),
  cannedMessages: new Shelf<CannedMessage>(listCannedMessages),
  attributes: new Shelf<Attribute>(listAttributes),

  /** A conversation carries copies of its marks: this is how one is called and coloured by now. */
  labelNow(label: Label): Label {
    return this.labels.get(label.id) ?? label;
  },
  tagNow(tag: Tag): Tag {
    return this.tags.get(tag.id) ?? tag;
  },

  /** One that this agent may not see, or that fails, leaves the others usable. */
  async load() {
    const { queues, agents, inboxes, tags, labels, cannedMessages, attributes } = this;
    await Promise.allSettled(
      [queues, agents, inboxes, tags, labels, cannedMessages, attributes].map((shelf) => shelf.load()),
    );
  },
};
